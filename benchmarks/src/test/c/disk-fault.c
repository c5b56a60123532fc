/*
 * Preloaded into the server: a disk that is full, or whose fsync fails, for the files of the store alone.
 *
 *   gcc -shared -fPIC -O2 -Wall -Wextra -Werror -o libdisk.so disk-fault.c -ldl
 *
 * DISK_FAULT names a folder. While it holds a file "full", writes to a file with "store.db" in its name give ENOSPC;
 * while it holds "sync", fsync and fdatasync of such a file give EIO. Linux alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int strikes(int file, const char *fault) {
  char path[4096], link[64];
  const char *folder = getenv("DISK_FAULT");
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, fault);
  if (access(path, F_OK)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "store.db") != NULL;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);

#define FAIL(fault, error) \
  if (strikes(file, fault)) { \
    errno = error; \
    return -1; \
  }

int fsync(int file) {
  REAL(fsync)
  FAIL("sync", EIO)
  return real(file);
}

int fdatasync(int file) {
  REAL(fdatasync)
  FAIL("sync", EIO)
  return real(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
  REAL(write)
  FAIL("full", ENOSPC)
  return real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  REAL(pwrite)
  FAIL("full", ENOSPC)
  return real(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  REAL(pwrite64)
  FAIL("full", ENOSPC)
  return real(file, bytes, count, at);
}
