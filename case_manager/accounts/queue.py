"""The names under which the jobs that mail users are written and found."""

MAIL_LINK = "mail_link"
MAIL_NOTICE = "mail_password_notice"
QUEUE = "mail"
