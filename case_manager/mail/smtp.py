"""Hands letters to the mail server of the settings."""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum

import aiosmtplib

from case_manager.mail.letters import Letter

_PATIENCE_SECONDS = 20


class MailFailed(Exception):
    """Names what went wrong, never the address."""


class MailRefused(MailFailed):
    """For good: the server knows no such address, or does not take mail from us."""


class MailDelayed(MailFailed):
    """The server is away or asks to come back later."""


class SmtpSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """`security` none is for a server on the same machine; a sign-in is optional."""

    host: str
    port: int
    security: SmtpSecurity
    username: str
    password: str
    sender: str

    def send(self, letter: Letter) -> None:
        """Raises `MailRefused` or `MailDelayed`."""
        try:
            asyncio.run(self._send(_message(letter, self.sender)))
        except (aiosmtplib.SMTPException, OSError) as error:
            kind = MailRefused if _is_final(error) else MailDelayed
            raise kind(type(error).__name__) from None

    async def _send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password or None,
            use_tls=self.security is SmtpSecurity.TLS,
            start_tls=self.security is SmtpSecurity.STARTTLS,
            timeout=_PATIENCE_SECONDS,
        )


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    return message


def _is_final(error: Exception) -> bool:
    """A server says with 5xx that asking again is of no use."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(each.code >= 500 for each in error.recipients)
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500
