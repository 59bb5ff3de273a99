"""Where each sealed value lies: it opens nowhere else."""

from uuid import UUID


def text_place(inbox_id: UUID) -> str:
    return f"inbox.text:{inbox_id}"


def raw_place(inbox_id: UUID) -> str:
    return f"inbox.raw:{inbox_id}"


def address_place(contact_id: UUID) -> str:
    return f"contacts.phone:{contact_id}"  # what lies there was sealed under this name
