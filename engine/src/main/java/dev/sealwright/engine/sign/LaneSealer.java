package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SealedForm;
import dev.sealwright.engine.key.SecretSealer;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.x509.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Seals in one vault and opens in whichever sealed, on the lanes like every other call (INVARIANT
 * I6).
 *
 * <p>Threads: shared; blocks the caller.
 */
public final class LaneSealer implements SecretSealer {
  private final Replicas sealing;
  private final Map<String, Replicas> groups;
  private final Duration patience;

  /**
   * @param sealing the vault for new secrets
   * @param groups by vault name
   */
  public LaneSealer(Replicas sealing, Map<String, Replicas> groups, Duration patience) {
    this.sealing = sealing;
    this.groups = Map.copyOf(groups);
    this.patience = patience;
  }

  /**
   * For the first vault that seals; absent when none does.
   *
   * @param groups by vault name
   */
  public static Optional<SecretSealer> first(Map<String, Replicas> groups, Duration patience) {
    for (Replicas group : groups.values()) {
      if (group.seals()) {
        return Optional.of(new LaneSealer(group, groups, patience));
      }
    }
    return Optional.empty();
  }

  @Override
  public Octets seal(SealContext context, byte[] secret) {
    if (secret.length < 1 || secret.length > MAX_SECRET) {
      throw new IllegalArgumentException("a secret of " + secret.length + " bytes");
    }
    byte[] name = sealing.name().getBytes(StandardCharsets.UTF_8);
    // A copy: the caller may give up and wipe its own before the lane has come to it.
    byte[] copy = secret.clone();
    Octets form =
        done(sealing, session -> session.seal(context, copy), () -> Arrays.fill(copy, (byte) 0));
    return Octets.copyOf(
        ByteBuffer.allocate(1 + name.length + form.length())
            .put((byte) name.length)
            .put(name)
            .put(form.toArray())
            .array());
  }

  @Override
  public byte[] open(SealContext context, Octets sealed) {
    byte[] bytes = sealed.toArray();
    int end = bytes.length == 0 ? 1 : 1 + (bytes[0] & 0xff);
    if (end >= bytes.length) {
      throw SealedForm.broken("it is cut short");
    }
    Replicas group = groups.get(new String(bytes, 1, end - 1, StandardCharsets.UTF_8));
    if (group == null) {
      throw SealedForm.broken("the vault that sealed it is not configured");
    }
    Octets form = Octets.copyOf(Arrays.copyOfRange(bytes, end, bytes.length));
    return done(group, session -> session.unseal(context, form), () -> {});
  }

  /**
   * @param last run when the work is not needed any more
   */
  private <T> T done(Replicas group, Function<KeySession, T> work, Runnable last) {
    Ticket<T> ticket = new Ticket<>();
    group.putInOrder(
        new LaneTask() {
          @Override
          public LaneWork work() {
            return LaneWork.CUSTODY;
          }

          @Override
          public Runnable run(KeySession session) {
            T result = work.apply(session);
            return () -> {
              last.run();
              ticket.complete(result);
            };
          }

          @Override
          public void abandon(CaException reason) {
            last.run();
            ticket.fail(reason);
          }
        });
    try {
      return ticket.await(patience);
    } catch (CaException e) {
      if (e.failure() == Failure.IN_PROGRESS) {
        throw new CaException(
            Failure.TOKEN_UNAVAILABLE, "vault " + group.name() + " does not answer", e);
      }
      throw e;
    }
  }
}
