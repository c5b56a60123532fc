package dev.sealwright.engine;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.RateLedger;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Serial;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One record that several nodes write: each has a view of its own, a test says who leads, who is
 * gone and who is cut off from the news. What one node left is adopted by the first that asks.
 */
public final class SharedRecord implements AutoCloseable {
  private final MemoryStore real = new MemoryStore();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private final Map<Serial, Node> reserved = new HashMap<>();
  private final Map<AuthorityId, Node> founded = new HashMap<>();
  private volatile @Nullable Node leader;

  /** A node; the first one leads. */
  public synchronized Node node() {
    Node node = new Node();
    nodes.add(node);
    if (nodes.size() == 1) {
      leader = node;
    }
    return node;
  }

  /** What is on record. */
  public Store store() {
    return real;
  }

  /** Nobody leads when it is absent. */
  public synchronized void lead(@Nullable Node next) {
    leader = next;
  }

  /** Its lease ran out: what it had under way is for others to adopt. */
  public synchronized void abandon(Node node) {
    node.gone = true;
  }

  @Override
  public void close() {
    real.close();
  }

  /** One process, as the record sees it. */
  public final class Node implements Cluster {
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Map<AuthorityId, Authority> remembered = new ConcurrentHashMap<>();
    private volatile Consumer<List<Mutation>> beforeCommit = batch -> {};
    private volatile @Nullable String trouble;
    private volatile boolean gone;
    private volatile boolean cutOff;
    private volatile boolean closed;
    private volatile boolean unreadable;

    /** Its view of the record. */
    public Store view() {
      return (Store)
          Proxy.newProxyInstance(
              Store.class.getClassLoader(), new Class<?>[] {Store.class}, this::call);
    }

    /** Called with each batch before it is written; what it throws the commit throws. */
    public void beforeCommit(Consumer<List<Mutation>> hook) {
      beforeCommit = hook;
    }

    public void trouble(@Nullable String reason) {
      trouble = reason;
    }

    /** Hears nothing any more; or hears again, and that it missed something. */
    public void cutOff(boolean now) {
      cutOff = now;
      if (!now) {
        tell(Follower::missed);
      }
    }

    /** From now on what {@link Store#authority} gives of this one is as old as this. */
    public void remember(AuthorityId id) {
      remembered.put(id, real.authority(id).orElseThrow());
    }

    /** Its reads of authorities fail. */
    public void unreadable(boolean now) {
      unreadable = now;
    }

    public boolean closed() {
      return closed;
    }

    private @Nullable Object call(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return switch (method.getName()) {
        case "commit" -> commit((List<?>) argument(arguments));
        case "cluster" -> this;
        case "close" -> {
          closed = true;
          yield null;
        }
        case "authorities", "authorityOnRecord" -> {
          if (unreadable) {
            throw new CaException(Failure.STORE_UNAVAILABLE, "the database is away");
          }
          yield onRecord(method, arguments);
        }
        case "authority" -> {
          AuthorityId id = (AuthorityId) argument(arguments);
          Authority known = remembered.get(id);
          yield known == null ? real.authority(id) : Optional.of(known);
        }
        default -> onRecord(method, arguments);
      };
    }

    private @Nullable Object onRecord(Method method, Object @Nullable [] arguments)
        throws Throwable {
      try {
        return method.invoke(real, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private static Object argument(Object @Nullable [] arguments) {
      if (arguments == null) {
        throw new IllegalArgumentException("no argument");
      }
      return arguments[0];
    }

    private List<Outcome> commit(List<?> batch) {
      List<Mutation> mutations = batch.stream().map(Mutation.class::cast).toList();
      beforeCommit.accept(mutations);
      if (closed) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "the view is closed");
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Mutation mutation : mutations) {
        outcomes.add(commit(mutation));
      }
      return outcomes;
    }

    private Outcome commit(Mutation mutation) {
      synchronized (SharedRecord.this) {
        if (fenced(mutation)) {
          return Outcome.STALE;
        }
        Outcome outcome = real.commit(List.of(mutation)).getFirst();
        if (outcome.equals(Outcome.APPLIED)) {
          own(mutation);
          nodes.stream().filter(node -> node != this).forEach(node -> node.hear(mutation));
        }
        return outcome;
      }
    }

    private boolean fenced(Mutation mutation) {
      return switch (mutation) {
        case Mutation.OfLeader _ -> leader != this;
        case Mutation.Seal seal -> reserved.get(seal.serial()) != this;
        case Mutation.Close close -> reserved.get(close.serial()) != this;
        case Mutation.ChangeAuthority change ->
            real.authority(change.after().id())
                    .filter(known -> known.status() == CaStatus.CREATING)
                    .isPresent()
                && founded.get(change.after().id()) != this;
        default -> false;
      };
    }

    private void own(Mutation mutation) {
      switch (mutation) {
        case Mutation.Reserve reserve -> reserved.put(reserve.reservation().serial(), this);
        case Mutation.CreateAuthority create -> founded.put(create.authority().id(), this);
        default -> {}
      }
    }

    private void hear(Mutation mutation) {
      switch (mutation) {
        case Mutation.ChangeAuthority change -> tell(to -> to.changed(change.after().id()));
        case Mutation.RemoveAuthority remove -> tell(to -> to.changed(remove.authority()));
        case Mutation.Share share -> tell(to -> to.changed(share.authority()));
        case Mutation.Revoke revoke ->
            tell(to -> to.revoked(revoke.revocation().authority(), revoke.revocation().serial()));
        case Mutation.ChangeOcspSigner change ->
            tell(to -> to.signerChanged(change.after().authority()));
        case Mutation.BeginAuditReport begin ->
            tell(to -> to.reportBegun(begin.report().authority()));
        default -> {}
      }
    }

    /** At once, so that a hand clock does not go on before. */
    private void tell(Consumer<Follower> what) {
      if (!cutOff) {
        followers.forEach(what);
      }
    }

    @Override
    public boolean leads() {
      return leader == this;
    }

    @Override
    public Legacy adopt() {
      synchronized (SharedRecord.this) {
        List<Reservation> left =
            real.openReservations(Integer.MAX_VALUE).stream()
                .filter(open -> adopted(reserved.get(open.serial())))
                .toList();
        left.forEach(open -> reserved.put(open.serial(), this));
        List<AuthorityId> foundings =
            real.authorities(CaStatus.CREATING).stream()
                .map(Authority::id)
                .filter(id -> adopted(founded.get(id)))
                .toList();
        foundings.forEach(id -> founded.put(id, this));
        return new Legacy(left, foundings);
      }
    }

    private boolean adopted(@Nullable Node owner) {
      return owner != null && owner != this && owner.gone && !gone;
    }

    @Override
    public void follow(Follower follower) {
      followers.add(follower);
    }

    @Override
    public Optional<String> trouble() {
      return Optional.ofNullable(trouble);
    }

    @Override
    public Optional<RateLedger> rates() {
      return Optional.of(
          (bucket, perSecond, capacity, wanted) -> new RateLedger.Drawn(wanted, Duration.ZERO));
    }
  }
}
