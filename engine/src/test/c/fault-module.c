/*
 * A PKCS#11 module that forwards every call to another module and injects the faults that a plan names.
 *
 *   gcc -shared -fPIC -O2 -Wall -o libfault.so fault-module.c -ldl -lpthread
 *
 * The plan is the text file beside the library, named as the library with ".plan" at its end, so that each copy of the
 * library is a device of its own. It is read again whenever it changes; the counts of calls then start anew. A change should
 * be made by renaming a finished file into place. A plan that cannot be read stops the process: a rehearsal that does not
 * rehearse would prove nothing. One directive on each line, '#' starts a comment:
 *
 *   module PATH              the module to forward to; read once, at the first call
 *   log PATH                 each successful C_Sign adds a line: the data it signed, in hexadecimal
 *   engines N [LATENCY]      at most N signatures at a time, each holding its engine for LATENCY milliseconds
 *   flags BITS               set in the flags of CK_TOKEN_INFO
 *   FUNCTION WHEN ACTION     a fault; FUNCTION is a name, or '*' for all but C_Initialize and C_Finalize
 *
 *   WHEN     N (the n-th call), N-M, every N, from N, always, chance P (0 to 1)
 *   ACTION   return CKR      CKR in hexadecimal, without asking the module
 *            after CKR       the module does its work, its answer is lost
 *            delay MS        then on
 *            hang            until the plan changes
 *            drop            close all sessions with the token, then on
 *            lose [MS]       the device is gone: every call gives CKR_DEVICE_ERROR until C_Finalize and C_Initialize,
 *                            and no slot has a token for MS milliseconds
 *            renumber        give the handles of the private keys to each other, then on
 *            other           C_SignInit takes another private key of the same kind
 *            corrupt, short  C_Sign changes the last byte, or leaves it out
 *            note            add the name of the function to the log, then on
 *
 * Not packed structures and 64-bit words: Linux and other LP64 systems.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);

enum {
  OK = 0,
  DEVICE_ERROR = 0x30,
  BUFFER_TOO_SMALL = 0x150,
  CKA_CLASS = 0,
  CKA_KEY_TYPE = 0x100,
  CKO_PRIVATE_KEY = 3,
  TOKEN_INFO_FLAGS = 96, /* label, manufacturer, model, serial number */
  MAX_RULES = 256,
  MAX_OBJECTS = 1 << 16,
};

/* The functions of PKCS#11 2.40 in the order of its list, with the number of their arguments. */
#define FUNCTIONS(F)                                                                                                       \
  F(Initialize, 1) F(Finalize, 1) F(GetInfo, 1) F(GetFunctionList, 1) F(GetSlotList, 3) F(GetSlotInfo, 2)                  \
  F(GetTokenInfo, 2) F(GetMechanismList, 3) F(GetMechanismInfo, 3) F(InitToken, 4) F(InitPIN, 3) F(SetPIN, 5)              \
  F(OpenSession, 5) F(CloseSession, 1) F(CloseAllSessions, 1) F(GetSessionInfo, 2) F(GetOperationState, 3)                 \
  F(SetOperationState, 5) F(Login, 4) F(Logout, 1) F(CreateObject, 4) F(CopyObject, 5) F(DestroyObject, 2)                 \
  F(GetObjectSize, 3) F(GetAttributeValue, 4) F(SetAttributeValue, 4) F(FindObjectsInit, 3) F(FindObjects, 4)              \
  F(FindObjectsFinal, 1) F(EncryptInit, 3) F(Encrypt, 5) F(EncryptUpdate, 5) F(EncryptFinal, 3) F(DecryptInit, 3)          \
  F(Decrypt, 5) F(DecryptUpdate, 5) F(DecryptFinal, 3) F(DigestInit, 2) F(Digest, 5) F(DigestUpdate, 3) F(DigestKey, 2)    \
  F(DigestFinal, 3) F(SignInit, 3) F(Sign, 5) F(SignUpdate, 3) F(SignFinal, 3) F(SignRecoverInit, 3) F(SignRecover, 5)     \
  F(VerifyInit, 3) F(Verify, 5) F(VerifyUpdate, 3) F(VerifyFinal, 3) F(VerifyRecoverInit, 3) F(VerifyRecover, 5)           \
  F(DigestEncryptUpdate, 5) F(DecryptDigestUpdate, 5) F(SignEncryptUpdate, 5) F(DecryptVerifyUpdate, 5) F(GenerateKey, 5)  \
  F(GenerateKeyPair, 8) F(WrapKey, 6) F(UnwrapKey, 8) F(DeriveKey, 6) F(SeedRandom, 3) F(GenerateRandom, 3)                \
  F(GetFunctionStatus, 1) F(CancelFunction, 1) F(WaitForSlotEvent, 3)

#define INDEX(name, count) name,
enum index { FUNCTIONS(INDEX) COUNT };
#define NAME(name, count) "C_" #name,
static const char *const names[] = {FUNCTIONS(NAME)};

enum when { RANGE, EVERY, CHANCE };
enum action { RETURN, AFTER, DELAY, HANG, DROP, LOSE, RENUMBER, OTHER, CORRUPT, SHORT, NOTE };
static const char *const actions[] = {"return", "after", "delay",   "hang",  "drop", "lose",
                                      "renumber", "other", "corrupt", "short", "note"};

struct rule {
  int function; /* COUNT for all */
  enum when when;
  word first, last; /* of a range; first alone for EVERY */
  double chance;
  enum action action;
  word number;
  word calls;
};

static struct plan {
  struct rule rules[MAX_RULES];
  int count;
  word engines, latency, flags;
  char module[4096], log[4096];
} plan;

/* Guards everything below and the plan. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static char plan_path[4096 + 8];
static struct stat plan_seen;
static word plan_revision;
static word busy;
static int lost;
static double back_at;
static word objects[MAX_OBJECTS]; /* our handle, less one, to the module's */
static word object_count;

static struct {
  unsigned char major, minor;
  void *entries[COUNT];
} list;
static function real[COUNT];

static void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "fault module: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  abort();
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void sleep_ms(word ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&time, &time) && errno == EINTR) {
  }
}

/* ---- the plan ---- */

static void read_when(struct rule *rule, char **rest, const char *line) {
  char *word_ = strtok_r(NULL, " \t", rest);
  if (!word_) die("no WHEN: %s", line);
  rule->when = RANGE;
  rule->last = ~0UL;
  if (!strcmp(word_, "always")) {
    rule->first = 1;
  } else if (!strcmp(word_, "every") || !strcmp(word_, "from") || !strcmp(word_, "chance")) {
    char *value = strtok_r(NULL, " \t", rest);
    if (!value) die("no number: %s", line);
    if (*word_ == 'c') {
      rule->when = CHANCE;
      rule->chance = strtod(value, NULL);
    } else {
      if (*word_ == 'e') rule->when = EVERY;
      rule->first = strtoul(value, NULL, 10);
      if (!rule->first) die("calls count from 1: %s", line);
    }
  } else {
    char *end;
    rule->first = strtoul(word_, &end, 10);
    rule->last = *end == '-' ? strtoul(end + 1, &end, 10) : rule->first;
    if (*end || !rule->first || rule->last < rule->first) die("not a WHEN, %s: %s", word_, line);
  }
}

static void read_rule(struct plan *into, const char *name, char **rest, const char *line) {
  if (into->count == MAX_RULES) die("more than %d faults", MAX_RULES);
  struct rule *rule = &into->rules[into->count++];
  rule->function = strcmp(name, "*") ? -1 : COUNT;
  for (int i = 0; i < COUNT; i++) {
    if (!strcmp(name, names[i])) rule->function = i;
  }
  if (rule->function < 0) die("not a directive: %s", line);
  read_when(rule, rest, line);
  char *action = strtok_r(NULL, " \t", rest);
  int known = -1;
  for (int i = 0; action && i <= NOTE; i++) {
    if (!strcmp(action, actions[i])) known = i;
  }
  if (known < 0) die("not an ACTION: %s", line);
  rule->action = known;
  char *number = strtok_r(NULL, " \t", rest);
  if (!number && (known == RETURN || known == AFTER || known == DELAY)) die("no number: %s", line);
  if (number) rule->number = strtoul(number, NULL, known == RETURN || known == AFTER ? 16 : 10);
}

static void read_plan(struct plan *into) {
  FILE *file = fopen(plan_path, "re");
  if (!file) die("cannot read %s: %s", plan_path, strerror(errno));
  memset(into, 0, sizeof *into);
  char line[8192], copy[8192];
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "#\r\n")] = 0;
    strcpy(copy, line);
    char *rest, *first = strtok_r(copy, " \t", &rest);
    if (!first) continue;
    char *value = "";
    if (!strcmp(first, "module") || !strcmp(first, "log") || !strcmp(first, "engines") || !strcmp(first, "flags")) {
      value = strtok_r(NULL, " \t", &rest);
      if (!value) die("no value: %s", line);
    }
    if (!strcmp(first, "module")) {
      snprintf(into->module, sizeof into->module, "%s", value);
    } else if (!strcmp(first, "log")) {
      snprintf(into->log, sizeof into->log, "%s", value);
    } else if (!strcmp(first, "engines")) {
      into->engines = strtoul(value, NULL, 10);
      value = strtok_r(NULL, " \t", &rest);
      into->latency = value ? strtoul(value, NULL, 10) : 0;
    } else if (!strcmp(first, "flags")) {
      into->flags = strtoul(value, NULL, 16);
    } else {
      read_rule(into, first, &rest, line);
    }
  }
  fclose(file);
}

/* With the lock held. */
static void refresh_plan(void) {
  struct stat found;
  if (stat(plan_path, &found)) die("cannot find %s: %s", plan_path, strerror(errno));
  if (found.st_ino == plan_seen.st_ino && found.st_size == plan_seen.st_size &&
      found.st_mtim.tv_sec == plan_seen.st_mtim.tv_sec && found.st_mtim.tv_nsec == plan_seen.st_mtim.tv_nsec)
    return;
  plan_seen = found;
  plan_revision++;
  read_plan(&plan);
  pthread_cond_broadcast(&freed);
}

static int applies(struct rule *rule, int function) {
  if (rule->function != function &&
      (rule->function != COUNT || function == Initialize || function == Finalize))
    return 0;
  word call = ++rule->calls;
  switch (rule->when) {
    case RANGE: return call >= rule->first && call <= rule->last;
    case EVERY: return call % rule->first == 0;
    case CHANCE: return drand48() < rule->chance;
  }
  return 0;
}

static void log_line(const char *path, const char *line, size_t length) {
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, length) != (ssize_t)length) die("cannot write %s: %s", path, strerror(errno));
  close(file);
}

/* ---- handles of objects ---- */

static word ours(word theirs) {
  for (word i = 0; i < object_count; i++) {
    if (objects[i] == theirs) return i + 1;
  }
  if (object_count == MAX_OBJECTS) die("more than %d objects", MAX_OBJECTS);
  objects[object_count++] = theirs;
  return object_count;
}

/* A handle we never gave stays as it is: the module must refuse it, not we. */
static word theirs(word ours) { return ours >= 1 && ours <= object_count ? objects[ours - 1] : ours; }

static word attribute(word session, word object, word type) {
  word value = ~0UL;
  struct { word type, value, length; } wanted = {type, (word)&value, sizeof value};
  return real[GetAttributeValue](session, object, (word)&wanted, 1, 0, 0, 0, 0) == OK ? value : ~0UL;
}

/* Each private key gets the handle of the one before it. */
static void renumber(word session) {
  word previous = MAX_OBJECTS;
  for (word i = 0; i < object_count; i++) {
    if (attribute(session, objects[i], CKA_CLASS) != CKO_PRIVATE_KEY) continue;
    if (previous != MAX_OBJECTS) {
      word kept = objects[i];
      objects[i] = objects[previous];
      objects[previous] = kept;
    }
    previous = i;
  }
}

/* Another private key with the same type; the same key when there is none. */
static word other_key(word session, word key) {
  word class = CKO_PRIVATE_KEY, type = attribute(session, key, CKA_KEY_TYPE);
  struct { word type, value, length; } wanted[] = {{CKA_CLASS, (word)&class, sizeof class},
                                                   {CKA_KEY_TYPE, (word)&type, sizeof type}};
  word found[64], count = 0;
  if (real[FindObjectsInit](session, (word)wanted, 2, 0, 0, 0, 0, 0) != OK) return key;
  real[FindObjects](session, (word)found, 64, (word)&count, 0, 0, 0, 0);
  real[FindObjectsFinal](session, 0, 0, 0, 0, 0, 0, 0);
  for (word i = 0; i < count; i++) {
    if (found[i] != key) return found[i];
  }
  return key;
}

static void translate_in(int function, word *a) {
  switch (function) {
    case DestroyObject: case CopyObject: case GetObjectSize: case GetAttributeValue: case SetAttributeValue:
    case DigestKey:
      a[1] = theirs(a[1]);
      break;
    case EncryptInit: case DecryptInit: case SignInit: case SignRecoverInit: case VerifyInit: case VerifyRecoverInit:
    case UnwrapKey: case DeriveKey:
      a[2] = theirs(a[2]);
      break;
    case WrapKey:
      a[2] = theirs(a[2]);
      a[3] = theirs(a[3]);
      break;
    default:
      break;
  }
}

static void translate_out(int function, const word *a) {
  word *at = NULL;
  switch (function) {
    case FindObjects:
      for (word i = 0; i < *(word *)a[3]; i++) ((word *)a[1])[i] = ours(((word *)a[1])[i]);
      break;
    case CreateObject: at = (word *)a[3]; break;
    case CopyObject: case GenerateKey: at = (word *)a[4]; break;
    case DeriveKey: at = (word *)a[5]; break;
    case UnwrapKey: at = (word *)a[7]; break;
    case GenerateKeyPair:
      *(word *)a[6] = ours(*(word *)a[6]);
      *(word *)a[7] = ours(*(word *)a[7]);
      break;
    default: break;
  }
  if (at) *at = ours(*at);
}

/* ---- calls ---- */

static void load(void) {
  if (!plan.module[0]) die("%s names no module", plan_path);
  void *library = dlopen(plan.module, RTLD_NOW | RTLD_LOCAL);
  if (!library) die("%s", dlerror());
  word (*get)(void **) = (word (*)(void **))dlsym(library, "C_GetFunctionList");
  void **found = NULL;
  if (!get || get((void **)&found) != OK) die("%s has no function list", plan.module);
  memcpy(real, (char *)found + sizeof(word), sizeof real);
}

static word sign(word *a, int corrupt, int cut) {
  pthread_mutex_lock(&lock);
  while (plan.engines && busy >= plan.engines) pthread_cond_wait(&freed, &lock);
  busy++;
  word latency = plan.latency;
  char log[sizeof plan.log];
  memcpy(log, plan.log, sizeof log);
  pthread_mutex_unlock(&lock);

  word result = real[Sign](a[0], a[1], a[2], a[3], a[4], 0, 0, 0);
  if (latency) sleep_ms(latency);

  pthread_mutex_lock(&lock);
  busy--;
  pthread_cond_signal(&freed);
  /* A null pointer asks for the length alone. */
  if (result == OK && a[3]) {
    if (log[0]) {
      char *line = malloc(2 * a[2] + 1);
      for (word i = 0; i < a[2]; i++) sprintf(line + 2 * i, "%02x", ((unsigned char *)a[1])[i]);
      line[2 * a[2]] = '\n';
      log_line(log, line, 2 * a[2] + 1);
      free(line);
    }
    word *length = (word *)a[4];
    if (corrupt) ((unsigned char *)a[3])[*length - 1] ^= 1;
    if (cut) *length -= 1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static word call(int function, word *a) {
  int after = 0, corrupt = 0, cut = 0, hang = 0, direct = 0;
  word answer = OK, delay = 0;

  pthread_mutex_lock(&lock);
  refresh_plan();
  if (!real[0]) load();
  if (lost && function == Finalize) lost = 0;
  translate_in(function, a);
  for (int i = 0; i < plan.count && !direct; i++) {
    struct rule *rule = &plan.rules[i];
    if (!applies(rule, function)) continue;
    switch (rule->action) {
      case RETURN: direct = 1; answer = rule->number; break;
      case AFTER: after = 1; answer = rule->number; break;
      case DELAY: delay += rule->number; break;
      case HANG: hang = 1; break;
      case DROP: {
        struct { word slot, state, flags, error; } session;
        if (real[GetSessionInfo](a[0], (word)&session, 0, 0, 0, 0, 0, 0) == OK)
          real[CloseAllSessions](session.slot, 0, 0, 0, 0, 0, 0, 0);
        break;
      }
      case LOSE: lost = 1; back_at = now() + rule->number; break;
      case RENUMBER: renumber(a[0]); translate_in(function, a); break;
      case OTHER: if (function == SignInit) a[2] = other_key(a[0], a[2]); break;
      case CORRUPT: corrupt = 1; break;
      case SHORT: cut = 1; break;
      case NOTE: {
        char line[64];
        log_line(plan.log, line, (size_t)snprintf(line, sizeof line, "%s\n", names[function]));
        break;
      }
    }
  }
  if (lost && function != Finalize && function != Initialize) {
    direct = 1;
    answer = DEVICE_ERROR;
  }
  int away = now() < back_at;
  word revision = plan_revision;
  pthread_mutex_unlock(&lock);

  if (delay) sleep_ms(delay);
  while (hang) {
    sleep_ms(5);
    pthread_mutex_lock(&lock);
    refresh_plan();
    hang = revision == plan_revision;
    pthread_mutex_unlock(&lock);
  }
  if (direct) return answer;
  if (away && function == GetSlotList) {
    *(word *)a[2] = 0;
    return OK;
  }
  word result = function == Sign
                    ? sign(a, corrupt, cut)
                    : real[function](a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
  pthread_mutex_lock(&lock);
  if (result == OK) {
    translate_out(function, a);
    if (function == GetTokenInfo) *(word *)(a[1] + TOKEN_INFO_FLAGS) |= plan.flags;
    if (function == Finalize) object_count = 0;
  }
  pthread_mutex_unlock(&lock);
  return after && result == OK ? answer : result;
}

#define TAKES1 word a
#define TAKES2 TAKES1, word b
#define TAKES3 TAKES2, word c
#define TAKES4 TAKES3, word d
#define TAKES5 TAKES4, word e
#define TAKES6 TAKES5, word f
#define TAKES8 TAKES6, word g, word h
#define GIVES1 a, 0, 0, 0, 0, 0, 0, 0
#define GIVES2 a, b, 0, 0, 0, 0, 0, 0
#define GIVES3 a, b, c, 0, 0, 0, 0, 0
#define GIVES4 a, b, c, d, 0, 0, 0, 0
#define GIVES5 a, b, c, d, e, 0, 0, 0
#define GIVES6 a, b, c, d, e, f, 0, 0
#define GIVES8 a, b, c, d, e, f, g, h
#define FORWARD(name, count)                \
  static word forward_##name(TAKES##count) { \
    word arguments[8] = {GIVES##count};      \
    return call(name, arguments);            \
  }
FUNCTIONS(FORWARD)

#define ENTRY(name, count) list.entries[name] = (void *)forward_##name;

__attribute__((constructor)) static void start(void) {
  Dl_info self;
  if (!dladdr((void *)start, &self)) die("cannot find its own file");
  snprintf(plan_path, sizeof plan_path, "%s.plan", self.dli_fname);
  srand48(now());
}

/* The only symbol of the module; the list is the same for every caller. */
word C_GetFunctionList(void **answer) {
  pthread_mutex_lock(&lock);
  list.major = 2;
  list.minor = 40;
  FUNCTIONS(ENTRY)
  list.entries[GetFunctionList] = (void *)C_GetFunctionList;
  pthread_mutex_unlock(&lock);
  *answer = &list;
  return OK;
}
