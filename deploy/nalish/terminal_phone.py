"""`nalish phone`: a basic phone in the terminal."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nalish.refusals import Refusal
from nalish.simulator import Call, Citizen, Screen, Simulator

HELP = (
    "Type a code to dial it ({code}), or anything else to send it as an SMS."
    " In a call: type your answer; an empty line hangs up. Ctrl-D puts the phone away."
)
_LOOKED_FOR_EVERY_SECONDS = 1.0
_WIDTH = 34
Ask = Callable[[str], str]


@dataclass
class TerminalPhone:
    simulator: Simulator
    number: str
    code: str
    can_bangla: bool
    console: Console
    read: int = 0
    _printing: threading.Lock = field(default_factory=threading.Lock)

    def use(self, ask: Ask = input) -> None:
        """Until the end of input. Messages are shown as they come."""
        self.read = len(self.simulator.received(self.number))
        self.say(HELP.format(code=self.code))
        with self._watching(), suppress(EOFError, KeyboardInterrupt):
            while True:
                self._do(ask(f"{self.number} > ").strip(), ask)

    def _do(self, line: str, ask: Ask) -> None:
        try:
            if line.startswith("*") and line.endswith("#"):
                self._call(line, ask)
            elif line:
                self.simulator.write(self.number, line)
        except Refusal as refusal:
            self.say(str(refusal))

    def _call(self, code: str, ask: Ask) -> None:
        call = Call(self.simulator, self.number, code, self.can_bangla)
        self.show(call.dial())
        try:
            while not call.ended:
                answer = ask("answer > ").strip()
                if not answer:
                    break
                self.show(call.answer(answer))
        finally:
            call.hang_up()

    def show(self, screen: Screen) -> None:
        title = "USSD, ended" if screen.ended else "USSD"
        size = f"{screen.octets} octets · {screen.units} of {screen.room}"
        self._print(Panel(Text(screen.text), title=title, subtitle=size, width=_WIDTH))

    def say(self, words: str) -> None:
        self._print(Text(words, style="dim"))

    def show_new_messages(self) -> None:
        messages = self.simulator.received(self.number)
        for message in messages[self.read :]:
            cost = f"৳{message.cost_paisa / 100:.2f}"
            size = f"{message.octets} octets · {message.segments} SMS · {cost}"
            self._print(Panel(Text(message.text), title="SMS", subtitle=size, width=2 * _WIDTH))
        self.read = max(self.read, len(messages))

    def _print(self, what: Panel | Text) -> None:
        with self._printing:
            self.console.print(what)

    @contextmanager
    def _watching(self) -> Iterator[None]:
        put_away = threading.Event()

        def watch() -> None:
            while not put_away.wait(_LOOKED_FOR_EVERY_SECONDS):
                with suppress(Refusal):  # said when something is sent next
                    self.show_new_messages()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            put_away.set()
            watcher.join()


def table_of(citizens: Sequence[Citizen]) -> Table:
    table = Table("Phone", "Name", "NID", "Born", "Programmes")
    for one in citizens:
        programmes = ", ".join(one.programmes)
        table.add_row(one.phone, one.name_en, one.nid, str(one.birth_year), programmes)
    return table
