"""Why nothing of a file can be taken."""

from case_manager.errors import AppError

Parameter = str | int


class FileRefused(AppError):
    """Nothing of the file can be taken; said by its code, as a row is."""

    status_code = 422

    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = {name: _storable(value) for name, value in parameters.items()}


def _storable(value: Parameter) -> Parameter:
    return value.replace("\0", "") if isinstance(value, str) else value
