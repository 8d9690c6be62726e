"""The wheel, built from the sdist and installed elsewhere, holds the presets, the schema and the data."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_wheel_built_from_the_sdist_lists_the_presets(tmp_path: Path) -> None:
    _run("-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT))
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".whl", ".gz"]
    wheel = next(tmp_path.glob("*.whl"))
    site = tmp_path / "site"
    _run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    elsewhere = {**os.environ, "PYTHONPATH": str(site)}
    elsewhere.pop("TAVNS_BASE")  # the base of the wheel itself
    presets = [*(ROOT / "presets").rglob("*.toml")]
    where = _run("-c", "import protocols; print(protocols.__file__)", env=elsewhere, cwd=tmp_path)
    assert where.strip() == str(site / "protocols" / "__init__.py")
    assert f"\n{len(presets)} presets." in _run("-m", "protocols", "presets", env=elsewhere, cwd=tmp_path)
    assert "Straube et al. 2015" in _run(
        "-m", "protocols", "presets", "show", "straube-2015", "--toml", env=elsewhere, cwd=tmp_path
    )
    count = "from protocols.lib.resources import trial_files; print(len(trial_files()))"
    trials = [*(ROOT / "presets" / "trials").glob("*.toml")]
    assert _run("-c", count, env=elsewhere, cwd=tmp_path).strip() == str(len(trials))
    assert (site / "protocols" / "schemas" / "protocol.schema.json").is_file()
    assert (site / "protocols" / "py.typed").is_file()
    assert _run("-m", "protocols", "new", "study.toml", "--preset", "migraine", env=elsewhere, cwd=tmp_path)
    assert "0 errors, 0 warnings" in _run(
        "-m", "protocols", "check", "study.toml", env=elsewhere, cwd=tmp_path
    )


def _run(*arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    run = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=env, cwd=cwd, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout
