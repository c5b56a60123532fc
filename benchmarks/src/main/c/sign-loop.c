/*
 * C_SignInit and C_Sign over a digest of 32 bytes in one thread, as fast as the module answers: what a driver of the JVM
 * is measured against. Says "ready", then for each line of the input, which has milliseconds, signs for that long and
 * prints "round rate=" and the signatures a second.
 *
 * A second thread sleeps all the while: in a process with one thread alone, glibc leaves the locks of malloc and mutexes
 * out, which no process that serves anybody can have.
 *
 * usage: sign-loop MODULE TOKEN-LABEL PIN-FILE
 * It signs with the first P-256 private key of the token.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* PKCS#11 2.40 as far as it is called here; CK_ULONG is a long on Linux. */
typedef unsigned long word;
struct attribute { word type; void *value; word length; };
struct mechanism { word type; void *parameter; word length; };

/* Only the start of CK_TOKEN_INFO is read: the label, 32 bytes padded with blanks. */
union token_info { unsigned char label[32]; unsigned char whole[512]; };

#define CKF_SERIAL_SESSION 4UL
#define CKU_USER 1UL
#define CKA_CLASS 0UL
#define CKA_KEY_TYPE 0x100UL
#define CKO_PRIVATE_KEY 3UL
#define CKK_EC 3UL
#define CKM_ECDSA 0x1041UL

static void *library;

static void *function(const char *name) {
  void *found = dlsym(library, name);
  if (!found) {
    fprintf(stderr, "sign-loop: the module has no %s\n", name);
    exit(1);
  }
  return found;
}

static void check(const char *what, word value) {
  if (value) {
    fprintf(stderr, "sign-loop: %s gave 0x%lx\n", what, value);
    exit(1);
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static word slot_of(const char *label) {
  word (*slots)(unsigned char, word *, word *) = function("C_GetSlotList");
  word (*info)(word, void *) = function("C_GetTokenInfo");
  word list[64], count = 64;
  check("C_GetSlotList", slots(1, list, &count));
  unsigned char padded[32];
  memset(padded, ' ', sizeof padded);
  memcpy(padded, label, strnlen(label, sizeof padded));
  for (word i = 0; i < count; i++) {
    union token_info token;
    check("C_GetTokenInfo", info(list[i], &token));
    if (!memcmp(token.label, padded, sizeof padded)) return list[i];
  }
  fprintf(stderr, "sign-loop: no token %s\n", label);
  exit(1);
}

static void log_in(word session, const char *file) {
  word (*login)(word, word, char *, word) = function("C_Login");
  char pin[256] = "";
  FILE *in = fopen(file, "r");
  if (!in || !fgets(pin, sizeof pin, in)) {
    perror(file);
    exit(1);
  }
  fclose(in);
  pin[strcspn(pin, "\r\n")] = 0;
  check("C_Login", login(session, CKU_USER, pin, strlen(pin)));
  memset(pin, 0, sizeof pin);
}

static word find_key(word session) {
  word (*init)(word, struct attribute *, word) = function("C_FindObjectsInit");
  word (*next)(word, word *, word, word *) = function("C_FindObjects");
  word (*final)(word) = function("C_FindObjectsFinal");
  word class = CKO_PRIVATE_KEY, type = CKK_EC, key, count = 0;
  struct attribute wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}};
  check("C_FindObjectsInit", init(session, wanted, 2));
  check("C_FindObjects", next(session, &key, 1, &count));
  check("C_FindObjectsFinal", final(session));
  if (count != 1) {
    fprintf(stderr, "sign-loop: no key\n");
    exit(1);
  }
  return key;
}

static void *sleeper(void *unused) {
  for (;;) pause();
  return unused;
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: sign-loop MODULE TOKEN-LABEL PIN-FILE\n");
    return 2;
  }
  pthread_t second;
  if (pthread_create(&second, 0, sleeper, 0)) {
    fprintf(stderr, "sign-loop: no second thread\n");
    return 1;
  }
  library = dlopen(arguments[1], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "sign-loop: %s\n", dlerror());
    return 1;
  }
  word (*initialise)(void *) = function("C_Initialize");
  word (*open)(word, word, void *, void *, word *) = function("C_OpenSession");
  word (*sign_init)(word, struct mechanism *, word) = function("C_SignInit");
  word (*sign)(word, unsigned char *, word, unsigned char *, word *) = function("C_Sign");
  word (*finalise)(void *) = function("C_Finalize");
  /* CKF_OS_LOCKING_OK, as the drivers say: locks that are off would be an advantage. */
  struct { void *create, *destroy, *lock, *unlock; word flags; void *reserved; } locking = {0, 0, 0, 0, 2, 0};
  check("C_Initialize", initialise(&locking));
  word session;
  check("C_OpenSession", open(slot_of(arguments[2]), CKF_SERIAL_SESSION, 0, 0, &session));
  log_in(session, arguments[3]);
  word key = find_key(session);
  unsigned char digest[32];
  memset(digest, 0x5a, sizeof digest);
  printf("ready\n");
  fflush(stdout);
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    double begin = now(), end = begin + atol(line) / 1e3;
    long signatures = 0;
    while (now() < end) {
      struct mechanism ecdsa = {CKM_ECDSA, 0, 0};
      unsigned char signature[64];
      word length = sizeof signature;
      check("C_SignInit", sign_init(session, &ecdsa, key));
      check("C_Sign", sign(session, digest, sizeof digest, signature, &length));
      signatures++;
    }
    printf("round rate=%f\n", signatures / (now() - begin));
    fflush(stdout);
  }
  check("C_Finalize", finalise(0));
  return 0;
}
