"""Who we are, what we keep of whoever asks, and whether we may write to them."""

import re
from dataclasses import replace

from citizen_text.normalisation import fold
from components.reply import Conversation, Reply

_OWN_DATA = re.compile(
    r"তথ্য|মুছ|মুইছ|ডিলিট|tott?h?[yj]?o|\bmu(ch|s)|delet|\bdata\b|about me|\berase"
    r"|আমার (সম্পর্কে|বিষয়ে)|amar (somporke|shomporke|bishoye)|\bprivacy\b"
    r"|^\W*(গোপন|গোপনীয়তা|gopon|goponiyota)\W*$"
)


FEWEST_CHOICES = 2
_ENDS = ("/ask_menu", "/goodbye")


class ServiceReplies:
    def __init__(self) -> None:
        self.renders = {
            "utter_all_right": self.all_right,
            "utter_ask_about_service": self.about_service,
            "utter_stop_messages": self.stop_messages,
            "utter_start_messages": self.start_messages,
        }

    async def all_right(self, conversation: Conversation) -> Reply:
        """A yes to one of several things that can be done says nothing."""
        choices = [each for each in conversation.offered if each["payload"] not in _ENDS]
        if conversation.is_in_form or not conversation.turn.is_yes or len(choices) < FEWEST_CHOICES:
            return conversation.reply("utter_all_right")
        question = conversation.reply("utter_which_one")
        return replace(question, buttons=[*conversation.offered])

    async def stop_messages(self, conversation: Conversation) -> Reply:
        return _done_or_asked(conversation, "stop_messages")

    async def start_messages(self, conversation: Conversation) -> Reply:
        return _done_or_asked(conversation, "start_messages")

    async def about_service(self, conversation: Conversation) -> Reply:
        in_form = conversation.is_in_form
        if not _is_of_own_data(conversation):
            name = "utter_about_service_in_form" if in_form else "utter_ask_about_service"
            return conversation.reply(name)
        return conversation.reply("utter_own_data_in_form" if in_form else "utter_own_data")


def _done_or_asked(conversation: Conversation, wish: str) -> Reply:
    """Nobody is silenced by a guess."""
    is_sure = conversation.turn.says(wish)
    return conversation.reply(f"utter_{wish}" if is_sure else f"utter_ask_{wish}")


def _is_of_own_data(conversation: Conversation) -> bool:
    turn = conversation.turn
    if turn.entity("own_data") is not None:
        return True
    return turn.is_written and _OWN_DATA.search(fold(turn.text).text.lower()) is not None
