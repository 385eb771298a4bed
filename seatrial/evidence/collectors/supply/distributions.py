"""Which distribution brings a module of another name, and which are used by import alone.

Module and distribution share a name in most cases; those of `DISTRIBUTIONS` do not.
"""

import re

DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cryptodome": ("pycryptodomex",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",),
    "decouple": ("python-decouple",),
    "django_filters": ("django-filter",),
    "dns": ("dnspython",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "github": ("pygithub",),
    "grpc": ("grpcio",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "ldap": ("python-ldap",),
    "magic": ("python-magic", "file-magic"),
    "markdown_it": ("markdown-it-py",),
    "memcache": ("python-memcached",),
    "multipart": ("python-multipart",),
    "MySQLdb": ("mysqlclient",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "rest_framework": ("djangorestframework",),
    "ruamel": ("ruamel-yaml",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "slugify": ("python-slugify",),
    "socks": ("pysocks",),
    "telegram": ("python-telegram-bot",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
# What a framework's own documentation tells its users to import comes with the framework.
COMES_WITH: dict[str, tuple[str, ...]] = {
    "alembic": ("flask-migrate",),
    "asgiref": ("django",),
    "click": ("flask", "typer"),
    "itsdangerous": ("flask",),
    "jinja2": ("flask",),
    "markupsafe": ("flask", "jinja2"),
    "numpy": ("pandas", "scipy", "scikit-learn", "matplotlib", "torch", "tensorflow", "xarray"),
    "pydantic": ("fastapi", "pydantic-settings", "sqlmodel"),
    "sqlalchemy": ("sqlmodel", "flask-sqlalchemy", "alembic"),
    "starlette": ("fastapi",),
    "urllib3": ("requests",),
    "werkzeug": ("flask",),
    "yarl": ("aiohttp",),
}

# Distributions of their module's name that do nothing unless they are imported: no plugin, no
# driver that an address names, no server that a command starts, and nothing that others load by
# themselves when it is there (jinja2 by flask, python-dotenv by uvicorn, lxml by pandas).
_USED_BY_IMPORT = """
    aiofiles aiohttp arrow attrs beautifulsoup4 boto3 click defusedxml docopt django dulwich
    faker fastapi feedparser flask gitpython httpx humanize jsonschema loguru marshmallow
    networkx pandas paramiko pathspec pendulum pillow platformdirs polars prettytable psutil
    pycryptodome pydantic pyjwt pymongo python-dateutil python-slugify pyyaml redis requests
    rich scikit-learn seaborn sqlalchemy starlette structlog sympy tabulate tenacity
    termcolor toml toolz tqdm typer xmltodict
""".split()
IMPORTED: dict[str, tuple[str, ...]] = {
    name: (
        *(m for m, brought_by in DISTRIBUTIONS.items() if name in brought_by),
        name.replace("-", "_"),
    )
    for name in _USED_BY_IMPORT
}
# Packages of npm that are used without being named in code: types, styles, tools, plugins, drivers
# of databases, what compilers put in, and what frameworks load by themselves.
UNNAMED = re.compile(
    r"@types/|@babel/|babel-|eslint|@eslint|prettier|stylelint|postcss|autoprefixer|tailwind|sass"
    r"|less$|typescript|tslib|core-js|regenerator-runtime|webpack|@?vite|rollup|esbuild|@swc/"
    r"|@fontsource|react$|react-dom|react-native|expo|@expo/|sharp$|next$|nuxt|@nuxt|gatsby|@angular/"
    r"|rxjs|zone\.js|graphql|reflect-metadata|pg$|pg-|mysql|sqlite|better-sqlite|tedious|mongodb"
    r"|bufferutil|utf-8-validate|encoding$|husky|lint-staged|npm-run-all|cross-env|serve$|@capacitor"
    r"|@prisma|prisma|ts-node|nodemon|pm2|polyfill|whatwg-|plugin|preset|loader|jquery|popper"
)
