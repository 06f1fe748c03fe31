/* A stand-in for acServer.exe, and for those who read its log, to be run under wine.
 *
 *   acServer.exe                   a server: what its nth run does is the nth line of runs.txt in the
 *                                  working directory; after the last line it stays.
 *     exit CODE                    prints a little and ends
 *     lobby                        ends as the real one does when the lobby cannot reach it: with 0
 *     stay                         runs until there is an end.txt, and ends with the number in it
 *     serve GAME HTTP              the same, and listens on these ports, the second with an /INFO
 *   acServerWrapper.exe            Content Manager's wrapper: starts the acServer.exe beside it, prints with
 *                                  what that ended, and stays
 *   acServer.exe hold FILE MODE    opens FILE for reading until there is a FILE.release; MODE shared
 *                                  lets others write and replace it, as the monitor does, and
 *                                  stubborn does not
 *
 * Each run adds the time in milliseconds to starts.txt, and prints what comes of the lines of
 * probe.txt: "read FILE", "write FILE" and "connect ADDRESS" (to its port 80); and which privileges
 * it has, also in a task that it makes itself.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Whether this account may do what a line of probe.txt says. */
static int may(const char *verb, const char *what) {
    if (strcmp(verb, "connect") == 0) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
        SOCKET link = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        int done;
        to.sin_addr.s_addr = inet_addr(what);
        done = connect(link, (struct sockaddr *)&to, sizeof to);
        closesocket(link);
        return done == 0;
    }
    /* What is not there is made: to be kept from that is a denial, too. */
    HANDLE file = strcmp(verb, "read") == 0
                      ? CreateFileA(what, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL)
                      : CreateFileA(what, GENERIC_WRITE, 7, NULL, OPEN_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    CloseHandle(file);
    return 1;
}

static void probe(void) {
    char verb[16];
    char what[MAX_PATH];
    char user[256];
    DWORD size = sizeof user;
    WSADATA sockets;
    FILE *file = fopen("probe.txt", "r");

    if (!file)
        return;
    WSAStartup(MAKEWORD(2, 2), &sockets);
    GetUserNameA(user, &size);
    printf("user %s\n", user);
    while (fscanf(file, "%15s %259s", verb, what) == 2)
        printf("%s %s %s\n", verb, what, may(verb, what) ? "done" : "denied");
    fclose(file);
    fflush(stdout);
    system("whoami.exe /priv");
    system("schtasks.exe /create /f /tn own /sc once /st 00:00 /tr \"cmd.exe /c whoami.exe /priv >C:\\acserver\\own.txt\"");
    system("schtasks.exe /run /tn own");
    printf("probed\n");
    fflush(stdout);
}

static SOCKET listen_at(int type, int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((u_short)port)};
    SOCKET it = socket(AF_INET, type, 0);
    if (bind(it, (struct sockaddr *)&at, sizeof at) != 0)
        printf("port %d is taken\n", port);
    if (type == SOCK_STREAM)
        listen(it, 8);
    return it;
}

/* One answer for whatever is asked, and then the next. */
static DWORD WINAPI answer(LPVOID listener) {
    static const char page[] = "HTTP/1.1 200 OK\r\nContent-Length: 29\r\nConnection: close\r\n\r\n"
                               "{\"clients\":0,\"maxclients\":18}";
    for (;;) {
        char request[4096];
        SOCKET link = accept((SOCKET)listener, NULL, NULL);
        recv(link, request, sizeof request, 0);
        send(link, page, sizeof page - 1, 0);
        shutdown(link, SD_SEND);
        closesocket(link);
    }
    return 0;
}

static void serve(int game, int http) {
    WSADATA sockets;
    WSAStartup(MAKEWORD(2, 2), &sockets);
    listen_at(SOCK_STREAM, game);
    listen_at(SOCK_DGRAM, game);
    CreateThread(NULL, 0, answer, (LPVOID)listen_at(SOCK_STREAM, http), 0, NULL);
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

static int wrap(void) {
    char line[] = "acServer.exe";
    STARTUPINFOA how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION server;
    DWORD code;

    how.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    how.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    how.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &server)) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    WaitForSingleObject(server.hProcess, INFINITE);
    GetExitCodeProcess(server.hProcess, &code);
    printf("AC server exited with code %ld\n", (long)code);
    fflush(stdout);
    for (;;)
        Sleep(1000);
}

int main(int argc, char **argv) {
    char line[64] = "stay";
    char folder[MAX_PATH];
    int code = 0;
    int game, http;
    int run;
    FILE *file;

    if (argc == 4 && strcmp(argv[1], "hold") == 0)
        return hold(argv[2], argv[3]);

    if (strstr(argv[0], "acServerWrapper"))
        return wrap();

    run = count_starts();
    GetCurrentDirectoryA(sizeof folder, folder);
    printf("run %d in %s\n", run + 1, folder);
    printf("stdin %s\n", getchar() == EOF ? "empty" : "open");
    fprintf(stderr, "errors of run %d\n", run + 1);
    fflush(stdout);
    probe();

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
    if (sscanf(line, "serve %d %d", &game, &http) == 2)
        serve(game, http);
    return stay();
}
