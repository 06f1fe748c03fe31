/* A stand-in for acServer.exe, and for those who read its log, to be run under wine.
 *
 *   acServer.exe                   a server: what its nth run does is the nth line of runs.txt in the
 *                                  working directory; after the last line it stays.
 *     exit CODE                    prints a little and ends
 *     lobby                        ends as the real one does when the lobby cannot reach it: with 0
 *     stay                         runs until there is an end.txt, and ends with the number in it
 *   acServer.exe hold FILE MODE    opens FILE for reading until there is a FILE.release; MODE shared
 *                                  lets others write and replace it, as the monitor does, and
 *                                  stubborn does not
 *
 * Each run adds the time in milliseconds to starts.txt.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static int count_starts(void) {
    char line[64];
    int count = 0;
    FILE *file = fopen("starts.txt", "r");
    while (file && fgets(line, sizeof line, file))
        count++;
    if (file)
        fclose(file);
    file = fopen("starts.txt", "a");
    fprintf(file, "%llu\n", (unsigned long long)GetTickCount64());
    fclose(file);
    return count;
}

static int stay(void) {
    for (;;) {
        int code;
        FILE *file = fopen("end.txt", "r");
        if (file) {
            int found = fscanf(file, "%d", &code);
            fclose(file);
            if (found == 1) {
                remove("end.txt");
                return code;
            }
        }
        Sleep(20);
    }
}

static int hold(const char *path, const char *mode) {
    char release[MAX_PATH];
    DWORD share = strcmp(mode, "shared") == 0
                      ? FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE
                      : FILE_SHARE_READ;
    HANDLE file = CreateFileA(path, GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    printf("holding\n");
    fflush(stdout);
    snprintf(release, sizeof release, "%s.release", path);
    while (GetFileAttributesA(release) == INVALID_FILE_ATTRIBUTES)
        Sleep(20);
    return 0;
}

int main(int argc, char **argv) {
    char line[64] = "stay";
    char folder[MAX_PATH];
    int code = 0;
    int run;
    FILE *file;

    if (argc == 4 && strcmp(argv[1], "hold") == 0)
        return hold(argv[2], argv[3]);

    run = count_starts();
    GetCurrentDirectoryA(sizeof folder, folder);
    printf("run %d in %s\n", run + 1, folder);
    printf("stdin %s\n", getchar() == EOF ? "empty" : "open");
    fprintf(stderr, "errors of run %d\n", run + 1);
    fflush(stdout);

    file = fopen("runs.txt", "r");
    for (int i = 0; file && i <= run; i++)
        if (!fgets(line, sizeof line, file))
            strcpy(line, "stay");
    if (file)
        fclose(file);

    if (sscanf(line, "exit %d", &code) == 1)
        return code;
    if (strncmp(line, "lobby", 5) == 0) {
        printf("CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  5\n");
        printf("LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\n");
        return 0;
    }
    return stay();
}
