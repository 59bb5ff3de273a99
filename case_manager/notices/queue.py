"""The names under which the job that moves a notice on is written and found."""

MOVE_ON = "move_notice_on"
QUEUE = "notices"
