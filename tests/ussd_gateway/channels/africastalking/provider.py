import httpx

from tests.ussd_gateway.channels.suite import Calls, form

PATH_SECRET = "path-secret-of-thirty-two-characters"
TOML = """
[channels.africastalking]
type = "africastalking"
path_secret = { env = "AFRICASTALKING_PATH_SECRET" }
addresses = ["127.0.0.1"]
sms_channel = "twilio"
"""
ENVIRONMENT = {"AFRICASTALKING_PATH_SECRET": PATH_SECRET}


def screen(response: httpx.Response) -> tuple[str, bool]:
    return response.text[4:], {"CON ": False, "END ": True}[response.text[:4]]


SPEAKS = [
    Calls(
        channel="africastalking",
        names={"session": "sessionId", "from": "phoneNumber", "to": "serviceCode"},
        fields=lambda: {
            "sessionId": "ATUid_8a3f2c",
            "serviceCode": "*384*123#",
            "phoneNumber": "+8801712345678",
            "networkCode": "99999",
        },
        typed=lambda inputs: {"text": "*".join(inputs)},
        step=lambda fields: form(f"/channels/africastalking/ussd/{PATH_SECRET}", fields),
        stranger=lambda fields: form("/channels/africastalking/ussd/wrong", fields),
        end=lambda fields: form(f"/channels/africastalking/ussd-end/{PATH_SECRET}", fields),
        screen=screen,
    )
]
