"""Whether a project uses the team's package, by the files in which it would say so."""

import pytest

from bot.providers.dependency_files import is_dependency_file, uses

LOCK = '{"R": {"Version": "4.4"}, "Packages": {"larkspur.core": {"Version": "1.2"}}}'


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("DESCRIPTION", "Package: x\nImports:\n    dplyr (>= 1.0),\n    larkspur.core (>= 1.2)\n"),
        ("DESCRIPTION", "Package: x\nRemotes: github::larkspur-bio/larkspur.core@v1.2\n"),
        ("DESCRIPTION", "Package: larkspur.core\n"),
        ("renv.lock", LOCK),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["larkspur-core[qc]>=1,<2"]\n'),
        ("pyproject.toml", '[project.optional-dependencies]\nqc = ["Larkspur_Core"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nlarkspur-core = "^1"\n'),
        ("pyproject.toml", '[dependency-groups]\ndev = ["larkspur.core", {include-group = "x"}]\n'),
        ("requirements.txt", "# pinned\nnumpy==2\nlarkspur-core==1.2 ; python_version > '3.10'\n"),
        ("requirements-dev.txt",
         "-e git+https://github.com/larkspur-bio/larkspur.core.git@v1#egg=core\n"),
        ("environment.yml", "dependencies:\n  - bioconda::star\n  - r-larkspur.core=1.2\n"),
        ("environment.yaml", "dependencies:\n  - pip:\n      - larkspur-core>=1\n"),
    ],
)  # fmt: skip
def test_the_package_is_found(path: str, content: str) -> None:
    assert uses(path, content, "larkspur.core") is True


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("DESCRIPTION", "Package: x\nDescription: works with larkspur.core\nImports: dplyr\n"),
        ("renv.lock", '{"Packages": {"larkspur.coreutils": {}}}'),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["larkspur-core-extra"]\n'),
        ("requirements.txt", "# larkspur-core\nnumpy\n"),
        ("environment.yml", "name: larkspur.core\ndependencies:\n  - star\n  # - larkspur.core\n"),
    ],
)
def test_what_only_looks_like_it_is_not_it(path: str, content: str) -> None:
    assert uses(path, content, "larkspur.core") is False


@pytest.mark.parametrize(
    ("path", "content"),
    [("renv.lock", "{"), ("renv.lock", "[]"), ("pyproject.toml", "[project"),
     ("pyproject.toml", "project = 7"), ("setup.cfg", "")],
)  # fmt: skip
def test_what_cannot_be_read_tells_nothing(path: str, content: str) -> None:
    assert uses(path, content, "larkspur.core") is None


def test_only_files_at_the_top_count() -> None:
    assert is_dependency_file("DESCRIPTION")
    assert not is_dependency_file("tests/fixtures/DESCRIPTION")
