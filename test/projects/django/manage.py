import os
import shutil
import sys

from shop.wsgi import serve


def collectstatic():
    shutil.copytree("static_src", "static", dirs_exist_ok=True)


def migrate():
    print("Applying 0 migrations with", os.environ["DJANGO_SETTINGS_MODULE"])


{"collectstatic": collectstatic, "migrate": migrate, "serve": serve}[sys.argv[1]]()
