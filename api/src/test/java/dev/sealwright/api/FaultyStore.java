package dev.sealwright.api;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that goes wrong from the moment a test says how. */
final class FaultyStore {
  /** What goes wrong. */
  enum Fault {
    NONE,
    /** A CA's request and what hangs on it do not read back. */
    UNREADABLE,
    /** Every change finds that what it was made from has moved on. */
    MOVING,
    /** The next commit fails, and nobody knows what became of it. */
    LOST
  }

  private static final Set<String> UNREAD = Set.of("attached", "csr");

  private volatile Fault fault = Fault.NONE;

  void become(Fault next) {
    fault = next;
  }

  Store over(Store real) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> call(real, method, arguments));
  }

  private @Nullable Object call(Store real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (fault == Fault.UNREADABLE && UNREAD.contains(method.getName())) {
      throw new CaException(Failure.RECORD_UNREADABLE, "spoiled by the test");
    }
    if (fault == Fault.LOST && method.getName().equals("commit")) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "lost by the test");
    }
    if (fault == Fault.MOVING && method.getName().equals("commit") && arguments != null) {
      return ((List<?>) arguments[0]).stream().map(mutation -> Outcome.STALE).toList();
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
