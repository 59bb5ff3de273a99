import json
import re
from pathlib import Path

import case_manager
from case_manager.ui.assets import STATIC, asset_url

ROOT = Path(case_manager.__file__).parent.parent
LOCK = json.loads((ROOT / "package-lock.json").read_text("utf-8"))


class TestLockFile:
    def test_it_records_what_but_not_from_where(self):
        packages = {name: entry for name, entry in LOCK["packages"].items() if name}
        assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
        assert "://" not in json.dumps(LOCK)


class TestAssetUrl:
    def test_it_changes_with_the_contents(self):
        assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{12}", asset_url("css/tokens.css"))


class TestStyleSheets:
    def test_every_file_they_ask_for_is_there(self):
        for sheet in (STATIC / "css").glob("*.css"):
            for address in re.findall(r'url\("(\.[^"]+)"\)', sheet.read_text("utf-8")):
                assert (sheet.parent / address).exists(), address

    def test_they_use_only_tokens_that_exist(self):
        tokens = (STATIC / "css" / "tokens.css").read_text("utf-8")
        known = set(re.findall(r"^\s*(--[a-z0-9-]+):", tokens, re.MULTILINE))
        for sheet in ("base.css", "desk.css", "composer.css", "overlays.css"):
            used = set(re.findall(r"var\((--[a-z0-9-]+)", (STATIC / "css" / sheet).read_text()))
            assert used <= known, sheet
