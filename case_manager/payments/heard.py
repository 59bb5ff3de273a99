"""Who else knows something of payments and enrolments, before it is answered out of the house."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from case_manager.callers import ConversationDep
from case_manager.db import ClockDep

Hear = Callable[[UUID, datetime], Awaitable[bool]]


async def nobody_else(conversation_id: UUID, now: datetime) -> bool:
    return True


async def hear(request: Request, conversation_id: ConversationDep, clock: ClockDep) -> bool:
    others: Hear = request.app.state.hear
    return await others(conversation_id, clock())


HeardDep = Annotated[bool, Depends(hear)]
"""False where somebody who alone knows something could not be heard. Before any transaction."""
