package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.config.Account;
import dev.sealwright.api.config.Configuration;
import dev.sealwright.api.config.InvalidConfiguration;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the secrets at start; none shows in what is said about them. */
class PrincipalKeysTest {
  private static final String SECRET = "hush-hush-hush-hush";
  private static final AccessKey ADMINISTRATOR =
      new AccessKey(
          "AKIAADMIN",
          "sixteen or more of them",
          Caller.administrator("123456789012", "arn:aws:iam::123456789012:user/administrator"));

  @TempDir Path folder;

  /** "Seals" by writing the id of the key in front. */
  private static byte[] open(String id, Octets sealed) {
    String text = new String(sealed.toArray(), StandardCharsets.UTF_8);
    if (!text.startsWith(id + " ")) {
      throw new CaException(Failure.NOT_FOUND, "it was sealed for another");
    }
    return text.substring(id.length() + 1).getBytes(StandardCharsets.UTF_8);
  }

  private static String sealed(String id) {
    return "sealed:" + Requests.base64(id + " " + SECRET);
  }

  @Test
  void sealedSecretsOpenForTheirKeyAlone() throws InvalidConfiguration {
    AccessKeys keys =
        PrincipalKeys.of(
            ADMINISTRATOR,
            accounts("AKIAONE", sealed("AKIAONE")),
            Optional.of(PrincipalKeysTest::open));
    AccessKey one = keys.find("AKIAONE").orElseThrow();
    assertThat(one).isEqualTo(new AccessKey("AKIAONE", SECRET, one.caller()));
    assertThat(one.caller().arn()).isEqualTo("arn:aws:iam::210987654321:user/ada");
    assertThat(keys.find("AKIAADMIN")).contains(ADMINISTRATOR);

    List<Account> moved = accounts("AKIATWO", sealed("AKIAONE"));
    assertThatIllegalStateException()
        .isThrownBy(
            () -> PrincipalKeys.of(ADMINISTRATOR, moved, Optional.of(PrincipalKeysTest::open)))
        .withMessageContaining("AKIATWO: its secret does not open")
        .withMessageNotContaining(SECRET);
    assertThatIllegalStateException()
        .isThrownBy(() -> PrincipalKeys.of(ADMINISTRATOR, moved, Optional.empty()))
        .withMessageContaining("no configured token can open it");
  }

  @Test
  void plainTextIsTakenOnlyWhereNothingSeals() throws InvalidConfiguration {
    List<Account> plain = accounts("AKIAONE", SECRET);
    assertThat(PrincipalKeys.of(ADMINISTRATOR, plain, Optional.empty()).find("AKIAONE"))
        .isPresent();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> PrincipalKeys.of(ADMINISTRATOR, plain, Optional.of(PrincipalKeysTest::open)))
        .withMessageContaining("./dev seal AKIAONE")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void theAdministratorsKeyIsNobodyElses() throws InvalidConfiguration {
    List<Account> accounts = accounts("AKIAADMIN", SECRET);
    assertThatIllegalStateException()
        .isThrownBy(() -> PrincipalKeys.of(ADMINISTRATOR, accounts, Optional.empty()))
        .withMessageContaining("the administrator has a key of this id");
  }

  private List<Account> accounts(String id, String secret) throws InvalidConfiguration {
    return Configuration.from(
            Map.of(
                "SEALWRIGHT_HOME",
                folder.toString(),
                "SEALWRIGHT_ACCOUNTS",
                "[{id: '210987654321', principals: [{name: ada, accessKeys: [{id: '"
                    + id
                    + "', secret: '"
                    + secret
                    + "'}]}]}]"))
        .accounts();
  }
}
