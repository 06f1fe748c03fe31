# Unpacks a pack from the standard input into the folder that is named, as whoever runs it. The pack
# was judged before it was stored; this trusts it no more for that. Python 3.9, standard library.
# On failure, the last line of the standard error is the end of a sentence for a league admin.
import errno
import os
import shutil
import sys
import tarfile


def target(folder, name):
    parts = name.replace("\\", "/").split("/")
    # Content Manager's names are relative; "./" and doubled slashes come from other packers.
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        raise ValueError("it holds a file that would be written outside of its folder.")
    return os.path.join(folder, *[part for part in parts if part not in ("", ".")])


def unpack(source, folder):
    with tarfile.open(fileobj=source, mode="r|gz") as pack:
        for entry in pack:
            path = target(folder, entry.name)
            if entry.isdir():
                os.makedirs(path, exist_ok=True)
                continue
            if not entry.isfile():
                raise ValueError("it holds a link or another special file, which no pack needs.")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            # Content Manager writes a file once for each car that uses it. The judge saw that their
            # contents are the same.
            if os.path.isfile(path) and os.path.getsize(path) == entry.size:
                continue
            # "x": nothing is ever written to through a name that is already there.
            with open(path, "xb") as file:
                shutil.copyfileobj(pack.extractfile(entry), file, 1 << 20)


def main():
    os.umask(0o077)
    try:
        unpack(sys.stdin.buffer, sys.argv[1])
    except ValueError as error:
        sys.exit(str(error))
    except FileExistsError:
        sys.exit("it holds two files of the same name.")
    except (tarfile.TarError, EOFError) as error:
        print(error, file=sys.stderr)
        sys.exit("it is no .tar.gz that could be read. Pack it again with Content Manager.")
    except OSError as error:
        print(error, file=sys.stderr)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit("the machine's disk is too small for the pack. Deploy it with a larger disk.")
        sys.exit("it could not be unpacked: %s." % (error.strerror or error))


if __name__ == "__main__":
    main()
