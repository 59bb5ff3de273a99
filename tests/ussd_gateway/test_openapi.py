from ussd_gateway.openapi import FILE, render_openapi


def test_the_committed_file_is_fresh() -> None:
    assert FILE.read_text("utf-8") == render_openapi(), "run python -m ussd_gateway.openapi"
