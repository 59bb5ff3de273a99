"""What the assistant of these tests says."""

from tests.ussd_gateway.fakes import Answers, Body

MENU = [{"title": f"option {n}", "payload": f"/choose{{{n}}}"} for n in range(1, 4)]


def talk(turn: Body) -> Answers:
    """A menu at home, pages of words for `/choose{2}`, an end for `/choose{3}`, for "done" a
    last word that leaves nothing to do; the rest waits for an answer.
    """
    message = turn["message"]
    if message in ("/greet", "/go_home"):
        return [{"text": "Welcome", "buttons": MENU}]
    if message == "/choose{2}":
        return [{"text": "word " * 60 + "end"}]
    if message == "/choose{3}":
        return [{"text": "Bye"}, {"custom": {"end_session": True}}]
    if message == "done":
        return [{"text": "That is all", "buttons": MENU}]
    return [{"text": f"heard: {message}"}, {"custom": {"awaits_answer": True}}]
