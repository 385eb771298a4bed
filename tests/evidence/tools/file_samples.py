"""One bad example for each rule of the tools that judge workflows and shell scripts.

Rule, path, line that it must name, content. All of it is text: nothing here is run.
"""


def workflow(*steps: str, job: str = "", on: str = "push", top: str = "permissions: {}") -> str:
    """A workflow with one job; its first step stands in line 7, or after the lines of `job`."""
    body = "\n".join(f"      {line}" for step in steps for line in step.split("\n"))
    extra = "".join(f"    {line}\n" for line in job.split("\n")) if job else ""
    return f"on: {on}\n{top}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{extra}    steps:\n{body}\n"


W = ".github/workflows/ci.yml"
RIGHTS = "permissions:\n  contents: write"
# Rights at the top are too broad only where a second job gets them as well.
TWO_JOBS = "  b:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ls\n"
CALL = (
    f"on: push\npermissions: {{}}\njobs:\n  a:\n    uses: o/r/.github/workflows/b.yml@{'a' * 40}\n"
)

FILE_RULES: dict[str, tuple[str, int, str]] = {
    "zizmor:template-injection/high": (W, 7, workflow("- run: echo ${{ github.ref_name }}")),
    "zizmor:excessive-permissions/high": (
        W,
        3,
        workflow("- run: ls", top=RIGHTS) + TWO_JOBS,
    ),
    "zizmor:github-app/high": (
        W,
        7,
        workflow(
            f"- uses: actions/create-github-app-token@{'a' * 40}\n  with:\n    app-id: 1\n"
            "    private-key: ${{ secrets.KEY }}"
        ),
    ),
    "zizmor:overprovisioned-secrets/medium": (
        W,
        9,
        workflow("- run: ls\n  env:\n    ALL: ${{ toJSON(secrets) }}"),
    ),
    "zizmor:secrets-inherit/medium": (
        W,
        5,
        CALL + "    secrets: inherit\n",
    ),
    "zizmor:bot-conditions/high": (
        W,
        6,
        workflow(
            "- run: ls", job="if: github.actor == 'dependabot[bot]'", on="pull_request_target"
        ),
    ),
    "zizmor:unsound-condition/high": (
        W,
        6,
        workflow("- run: ls", job="if: |\n  ${{ github.ref == 'refs/heads/main' }}"),
    ),
    "zizmor:unsound-contains/high": (
        W,
        6,
        workflow("- run: ls", job="if: contains('refs/heads/main', github.ref)"),
    ),
    "zizmor:insecure-commands/high": (
        W,
        6,
        workflow("- run: ls", job='env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: "true"'),
    ),
    "zizmor:archived-uses/medium": (W, 7, workflow(f"- uses: actions/create-release@{'a' * 40}")),
    "zizmor:archived-uses/medium/action": (
        "action.yml",
        6,
        "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n"
        f"    - uses: actions/create-release@{'a' * 40}\n",
    ),
    "zizmor:unpinned-images/high": (W, 6, workflow("- run: ls", job="container: redis")),
    "zizmor:hardcoded-container-credentials/high": (
        W,
        8,
        workflow(
            "- run: ls",
            job="container:\n  image: fake.example/image:1.2.3\n  credentials:\n"
            "    username: user\n    password: hackme-hackme",
        ),
    ),
    "zizmor:unredacted-secrets/medium": (
        W,
        9,
        workflow("- run: ls\n  env:\n    PART: ${{ fromJSON(secrets.ALL).part }}"),
    ),
    "shellcheck:SC2114": ("run/a.sh", 2, "#!/bin/sh\nrm -rf /usr\n"),
    "shellcheck:SC2115": ("run/a.sh", 2, '#!/bin/sh\nrm -rf "$1/"*\n'),
    "shellcheck:SC2164": ("run/a.sh", 2, "#!/bin/sh\ncd build\nrm -rf out\n"),
    "shellcheck:SC1087": ("run/a.sh", 3, "#!/bin/bash\na=(1 2)\necho $a[0]\n"),
    "shellcheck:SC2050": ("run/a.sh", 2, "#!/bin/bash\nif [[ name = x ]]; then ls; fi\n"),
    "shellcheck:SC2070": ("run/a.sh", 2, "#!/bin/sh\nif [ -n $1 ]; then ls; fi\n"),
    "shellcheck:SC2072": ("run/a.sh", 2, "#!/bin/bash\n[[ 2 -lt 3.14 ]] && ls\n"),
    "shellcheck:SC2074": ("run/a.sh", 2, '#!/bin/bash\n[ "$1" =~ "a" ] && ls\n'),
    "shellcheck:SC2077": ("run/a.sh", 2, '#!/bin/bash\n[[ "$1"="a" ]] && ls\n'),
    "shellcheck:SC2078": ("run/a.sh", 2, "#!/bin/bash\n[[ name ]] && ls\n"),
    "shellcheck:SC2096": ("run/a.sh", 1, "#!/usr/bin/env bash -e\nls\n"),
    "shellcheck:SC2157": ("run/a.sh", 2, '#!/bin/sh\n[ -z "a$1" ] && ls\n'),
    "shellcheck:SC2158": ("run/a.sh", 2, "#!/bin/sh\nif [ false ]; then ls; fi\n"),
    "shellcheck:SC2159": ("run/a.sh", 2, "#!/bin/sh\nif [ 0 ]; then ls; fi\n"),
    "shellcheck:SC2161": ("run/a.sh", 2, "#!/bin/sh\nwhile [ 1 ]; do ls; done\n"),
    "shellcheck:SC2171": ("run/a.sh", 2, '#!/bin/sh\nif "$1" = x ]; then ls; fi\n'),
    "shellcheck:SC2193": ("run/a.sh", 2, '#!/bin/bash\n[[ "a$1" == b ]] && ls\n'),
    "shellcheck:SC2215": ("run/a.sh", 3, "#!/bin/sh\nls\n--all -l\n"),
    "shellcheck:SC2216": ("run/a.sh", 2, "#!/bin/sh\nls | echo\n"),
    "shellcheck:SC2217": ("run/a.sh", 2, "#!/bin/sh\necho < a.txt\n"),
    "shellcheck:SC2225": ("run/a.sh", 2, "#!/bin/sh\ncp a.txt\n"),
    "shellcheck:SC2229": ("run/a.sh", 3, "#!/bin/bash\nread -r name\nread -r $name\n"),
    "shellcheck:SC2238": ("run/a.sh", 2, "#!/bin/sh\nls > grep\n"),
    "shellcheck:SC2283": ("run/a.sh", 2, "#!/bin/bash\nname = value\n"),
}

# Looks like a match of some rule, and is none.
HARMLESS_FILES: dict[str, tuple[str, str]] = {
    "rights of the only job": (W, workflow("- run: ls", top=RIGHTS)),
    "a hash": (W, workflow("- run: echo ${{ github.event.pull_request.head.sha }}")),
    "an address": (W, workflow("- run: echo ${{ github.event.repository.html_url }}")),
    "a value by environment": (
        W,
        workflow('- run: echo "$NAME"\n  env:\n    NAME: ${{ inputs.name }}'),
    ),
    "judged by our own check, title": (
        W,
        workflow("- run: echo ${{ github.event.issue.title }}", on="issues"),
    ),
    "judged by our own check, rights": (W, workflow("- run: ls", top="permissions: write-all")),
    "judged by our own check, silence": (W, workflow("- run: ls", top="name: a")),
    "judged by our own check, pins": (W, workflow("- uses: actions/checkout@v4")),
    "rights of a job": (
        W,
        workflow("- run: ls", job="permissions:\n  contents: write"),
    ),
    "secrets within the repository": (
        W,
        "on: push\npermissions: {}\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n"
        "    secrets: inherit\n",
    ),
    "cached release": (
        W,
        workflow(f"- uses: actions/cache@{'a' * 40}\n  with:\n    path: a\n    key: b"),
    ),
    "a checkout that keeps its token": (W, workflow(f"- uses: actions/checkout@{'a' * 40}")),
    "privileged trigger": (W, workflow("- run: ls", on="pull_request_target")),
    "unquoted": ("run/a.sh", "#!/bin/sh\nls $1 $2\necho $@\n"),
    "cd under errexit": ("run/a.sh", "#!/bin/sh\nset -e\ncd build\n"),
    "cd that stops": ("run/a.sh", "#!/bin/sh\ncd build || exit 1\n"),
    "guarded rm": ("run/a.sh", '#!/bin/sh\nrm -rf "${1:?}/"*\n'),
    "unused": ("run/a.sh", "#!/bin/sh\nname=1\n"),
    "bash in sh": ("run/a.sh", "#!/bin/sh\nlocal a\n[[ $1 == a ]] && ls\n"),
    "no shebang": ("run/a.sh", "ls\n"),
    "a test's script": ("tests/a.sh", "#!/bin/sh\ncd build\n"),
}
