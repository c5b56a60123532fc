/*
 * NOT AN HSM. A PKCS#11 module for measurements alone, before SoftHSM2: its P-256 keys are WORTHLESS, since their values
 * can be read and their nonces repeat, so that anyone with two signatures can compute the key. Never trust what it signed.
 *
 *   gcc -shared -fPIC -O2 -Wall -o libdialled.so dialled-hsm.c -ldl -lpthread -lcrypto
 *
 * It behaves as a remote HSM with some engines of a fixed latency, and takes nearly no CPU of this machine. All calls go to
 * SoftHSM2 but CKM_ECDSA with a P-256 key: that signature is computed here, in a few microseconds, with nonces made ready
 * at the first use, and is given out when an engine would have made it. A request takes the engine that is free first:
 *
 *   start = max(now, free), end = start + latency, free = end; the caller sleeps until end.
 *
 * So engines / latency is the exact cap when all are busy, and callers beyond the engines wait in line as before an HSM.
 *
 * From the environment, read again at each C_Initialize:
 *
 *   DIALLED_HSM_MODULE           the module behind, libsofthsm2.so unless said otherwise; read once
 *   DIALLED_HSM_ENGINES          1 to 256; 8
 *   DIALLED_HSM_LATENCY_MICROS   2000
 *
 * Not packed structures and 64-bit words: Linux and other LP64 systems.
 */
#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED
#include <dlfcn.h>
#include <errno.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);
struct attribute { word type; void *value; word length; };
struct mechanism { word type; void *parameter; word length; };

enum {
  OK = 0,
  GENERAL_ERROR = 0x05,
  ARGUMENTS_BAD = 0x07,
  DATA_LEN_RANGE = 0x21,
  BUFFER_TOO_SMALL = 0x150,
  OPERATION_ACTIVE = 0x90,
  CKA_CLASS = 0,
  CKA_VALUE = 0x11,
  CKA_KEY_TYPE = 0x100,
  CKA_SENSITIVE = 0x103,
  CKA_EXTRACTABLE = 0x162,
  CKA_NEVER_EXTRACTABLE = 0x164,
  CKA_ALWAYS_SENSITIVE = 0x165,
  CKA_EC_PARAMS = 0x180,
  CKO_PRIVATE_KEY = 3,
  CKK_EC = 3,
  CKM_EC_KEY_PAIR_GEN = 0x1040,
  CKM_ECDSA = 0x1041,
  /* Places in the function list of PKCS#11 2.40. */
  INITIALIZE = 0, FINALIZE = 1, GET_FUNCTION_LIST = 3, DESTROY_OBJECT = 22, GET_ATTRIBUTE_VALUE = 24, SIGN_INIT = 42,
  SIGN = 43, GENERATE_KEY_PAIR = 59, COUNT = 68,
  NONCES = 256,
  MOST_KEYS = 1024,
  MOST_ENGINES = 256,
  SESSIONS = 65536,
  BYTES = 32,
};

/* The content of CKA_EC_PARAMS of P-256: its object identifier. */
static const unsigned char P256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

/* s = kinv * (e + r * d): all but one product is known before. */
struct nonce { BIGNUM *kinv, *rd; unsigned char r[BYTES]; };
struct key { word object; struct nonce nonces[NONCES]; unsigned next; };

static struct { word version; void *entries[COUNT]; } list;
static function real[COUNT];
static BIGNUM *order;

/* Guards keys and engines. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct key *keys[MOST_KEYS];
static int key_count;
static long long free_at[MOST_ENGINES];
static long long latency = 2000000;
static int engines = 8;

/* The key of each session's operation; a session belongs to one thread. */
static struct { word session; struct key *key; } operations[SESSIONS];

static void die(const char *what, const char *more) {
  fprintf(stderr, "dialled module: %s%s\n", what, more);
  abort();
}

static long long setting(const char *name, long long standard, long long most) {
  const char *text = getenv(name);
  if (!text) return standard;
  char *end;
  long long value = strtoll(text, &end, 10);
  if (*end || end == text || value < 1 || value > most) die("out of range: ", name);
  return value;
}

/* ---- keys ---- */

static word read_number(word session, word object, word type) {
  word value = ~0UL;
  struct attribute wanted = {type, &value, sizeof value};
  return real[GET_ATTRIBUTE_VALUE](session, object, (word)&wanted, 1, 0, 0, 0, 0) == OK ? value : ~0UL;
}

static int is_dialled(word session, word object) {
  unsigned char curve[64];
  struct attribute wanted = {CKA_EC_PARAMS, curve, sizeof curve};
  return read_number(session, object, CKA_CLASS) == CKO_PRIVATE_KEY &&
         read_number(session, object, CKA_KEY_TYPE) == CKK_EC &&
         real[GET_ATTRIBUTE_VALUE](session, object, (word)&wanted, 1, 0, 0, 0, 0) == OK && wanted.length == sizeof P256 &&
         !memcmp(curve, P256, sizeof P256);
}

static struct key *prepare(word session, word object) {
  unsigned char value[BYTES];
  struct attribute wanted = {CKA_VALUE, value, sizeof value};
  if (real[GET_ATTRIBUTE_VALUE](session, object, (word)&wanted, 1, 0, 0, 0, 0) != OK) return NULL;
  struct key *key = calloc(1, sizeof *key);
  EC_KEY *curve = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
  BIGNUM *d = BN_bin2bn(value, (int)wanted.length, NULL);
  BN_CTX *scratch = BN_CTX_new();
  if (!key || !curve || !d || !scratch || !EC_KEY_set_private_key(curve, d)) die("no memory", "");
  key->object = object;
  for (int i = 0; i < NONCES; i++) {
    struct nonce *nonce = &key->nonces[i];
    BIGNUM *r = NULL;
    nonce->rd = BN_new();
    if (!ECDSA_sign_setup(curve, scratch, &nonce->kinv, &r) || !BN_mod_mul(nonce->rd, r, d, order, scratch) ||
        BN_bn2binpad(r, nonce->r, BYTES) != BYTES)
      die("no nonces", "");
    BN_free(r);
  }
  BN_CTX_free(scratch);
  BN_free(d);
  EC_KEY_free(curve);
  return key;
}

/* The key of a P-256 object, or null for SoftHSM2 to deal with. */
static struct key *key_of(word session, word object) {
  struct key *found = NULL;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < key_count && !found; i++) {
    if (keys[i]->object == object) found = keys[i];
  }
  if (!found && key_count < MOST_KEYS && is_dialled(session, object)) {
    found = prepare(session, object);
    if (found) keys[key_count++] = found;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

/* Handles are given anew afterwards. What the keys hold is not freed: an operation may still use it. */
static void forget(word object) {
  pthread_mutex_lock(&lock);
  for (int i = key_count - 1; i >= 0; i--) {
    if (!object || keys[i]->object == object) keys[i] = keys[--key_count];
  }
  pthread_mutex_unlock(&lock);
}

/* ---- engines ---- */

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long book(void) {
  pthread_mutex_lock(&lock);
  int first = 0;
  for (int i = 1; i < engines; i++) {
    if (free_at[i] < free_at[first]) first = i;
  }
  long long start = now();
  if (free_at[first] > start) start = free_at[first];
  long long end = free_at[first] = start + latency;
  pthread_mutex_unlock(&lock);
  return end;
}

static void sleep_until(long long end) {
  static __thread int prepared;
  if (!prepared) {
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); /* else the kernel adds 50 us */
    prepared = 1;
  }
  struct timespec time = {end / 1000000000LL, end % 1000000000LL};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {
  }
}

/* ---- calls ---- */

static word initialize(word arguments) {
  pthread_mutex_lock(&lock);
  engines = (int)setting("DIALLED_HSM_ENGINES", 8, MOST_ENGINES);
  latency = 1000 * setting("DIALLED_HSM_LATENCY_MICROS", 2000, 60000000);
  memset(free_at, 0, sizeof free_at);
  pthread_mutex_unlock(&lock);
  return real[INITIALIZE](arguments, 0, 0, 0, 0, 0, 0, 0);
}

static word finalize(word reserved) {
  word result = real[FINALIZE](reserved, 0, 0, 0, 0, 0, 0, 0);
  if (result == OK) {
    forget(0);
    memset(operations, 0, sizeof operations);
  }
  return result;
}

static word destroy_object(word session, word object) {
  word result = real[DESTROY_OBJECT](session, object, 0, 0, 0, 0, 0, 0);
  if (result == OK) forget(object);
  return result;
}

static word generate_key_pair(word session, struct mechanism *mechanism, struct attribute *public, word public_count,
                              struct attribute *private, word private_count, word *public_key, word *private_key) {
  static unsigned char no = 0, yes = 1;
  struct attribute relaxed[64];
  int p256 = 0;
  if (mechanism && mechanism->type == CKM_EC_KEY_PAIR_GEN && private_count <= 64) {
    for (word i = 0; i < public_count; i++) {
      if (public[i].type == CKA_EC_PARAMS && public[i].length == sizeof P256 && !memcmp(public[i].value, P256, sizeof P256))
        p256 = 1;
    }
  }
  if (p256) {
    memcpy(relaxed, private, private_count * sizeof *private);
    for (word i = 0; i < private_count; i++) {
      if (relaxed[i].type == CKA_SENSITIVE) relaxed[i].value = &no;
      if (relaxed[i].type == CKA_EXTRACTABLE) relaxed[i].value = &yes;
    }
    private = relaxed;
  }
  return real[GENERATE_KEY_PAIR](session, (word)mechanism, (word)public, public_count, (word)private, private_count,
                                 (word)public_key, (word)private_key);
}

/* A P-256 key says that it is kept as it was asked to be: engines that look (rightly) refuse any other. */
static word get_attribute_value(word session, word object, struct attribute *wanted, word count) {
  word result = real[GET_ATTRIBUTE_VALUE](session, object, (word)wanted, count, 0, 0, 0, 0);
  if (result != OK) return result;
  int known = -1;
  for (word i = 0; i < count; i++) {
    int kept;
    switch (wanted[i].type) {
      case CKA_SENSITIVE: case CKA_ALWAYS_SENSITIVE: case CKA_NEVER_EXTRACTABLE: kept = 1; break;
      case CKA_EXTRACTABLE: kept = 0; break;
      default: continue;
    }
    if (known < 0) known = is_dialled(session, object);
    if (known && wanted[i].value) *(unsigned char *)wanted[i].value = (unsigned char)kept;
  }
  return OK;
}

static word sign_init(word session, struct mechanism *mechanism, word object) {
  struct key *key = mechanism && mechanism->type == CKM_ECDSA ? key_of(session, object) : NULL;
  if (!key) return real[SIGN_INIT](session, (word)mechanism, object, 0, 0, 0, 0, 0);
  word place = session % SESSIONS;
  /* That of another session, of the same place, was closed in the middle: so many are never open at once. */
  if (operations[place].key && operations[place].session == session) return OPERATION_ACTIVE;
  operations[place].session = session;
  operations[place].key = key;
  return OK;
}

static word sign(word session, unsigned char *data, word length, unsigned char *signature, word *signature_length) {
  word place = session % SESSIONS;
  struct key *key = operations[place].session == session ? operations[place].key : NULL;
  if (!key)
    return real[SIGN](session, (word)data, length, (word)signature, (word)signature_length, 0, 0, 0);
  if (!signature) {
    *signature_length = 2 * BYTES;
    return OK;
  }
  if (*signature_length < 2 * BYTES) {
    *signature_length = 2 * BYTES;
    return BUFFER_TOO_SMALL;
  }
  operations[place].key = NULL;
  if (length > BYTES) return DATA_LEN_RANGE;
  long long end = book();
  struct nonce *nonce = &key->nonces[__atomic_fetch_add(&key->next, 1, __ATOMIC_RELAXED) % NONCES];
  BN_CTX *scratch = BN_CTX_new();
  BIGNUM *s = BN_bin2bn(data, (int)length, NULL);
  int done = scratch && s && BN_mod_add(s, s, nonce->rd, order, scratch) &&
             BN_mod_mul(s, s, nonce->kinv, order, scratch) && !BN_is_zero(s) &&
             BN_bn2binpad(s, signature + BYTES, BYTES) == BYTES;
  memcpy(signature, nonce->r, BYTES);
  BN_free(s);
  BN_CTX_free(scratch);
  sleep_until(end);
  if (!done) return GENERAL_ERROR;
  *signature_length = 2 * BYTES;
  return OK;
}

static void load(void) {
  const char *path = getenv("DIALLED_HSM_MODULE");
  void *library = dlopen(path ? path : "libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) die("", dlerror());
  word (*get)(void **) = (word (*)(void **))dlsym(library, "C_GetFunctionList");
  void *found = NULL;
  if (!get || get(&found) != OK) die("no function list in ", path ? path : "libsofthsm2.so");
  memcpy(&list, found, sizeof list);
  memcpy(real, list.entries, sizeof real);
  list.entries[INITIALIZE] = (void *)initialize;
  list.entries[FINALIZE] = (void *)finalize;
  list.entries[DESTROY_OBJECT] = (void *)destroy_object;
  list.entries[GET_ATTRIBUTE_VALUE] = (void *)get_attribute_value;
  list.entries[SIGN_INIT] = (void *)sign_init;
  list.entries[SIGN] = (void *)sign;
  list.entries[GENERATE_KEY_PAIR] = (void *)generate_key_pair;
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  order = group ? BN_dup(EC_GROUP_get0_order(group)) : NULL;
  if (!order) die("no P-256 in libcrypto", "");
  EC_GROUP_free(group);
}

/* The only symbol that matters; the list is the same for every caller. */
word C_GetFunctionList(void **answer) {
  if (!answer) return ARGUMENTS_BAD;
  pthread_once(&once, load);
  list.entries[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
  *answer = &list;
  return OK;
}
