import os
import subprocess


def run(code, folder):
    """What the code prints, on standard output and error."""
    links = [word for name in ("bin", "lib", "lib64") for word in ("--symlink", f"usr/{name}", f"/{name}")]
    command = [
        "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *("--ro-bind", "/usr", "/usr"),
        *links,
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),
        *("--bind", os.path.abspath(folder), "/work", "--chdir", "/work"),
        *("--hostname", "sandbox"),
        *("python3", "-c", code),
    ]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return ended.stdout.strip()
