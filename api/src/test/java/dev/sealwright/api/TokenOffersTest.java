package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.hsm.StorageStandard;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two tokens that differ in what they make and meet: which one gets a new CA's key, or none. */
@Timeout(60)
class TokenOffersTest {
  private static final Set<StorageStandard> LEVEL_2 = Set.of(StorageStandard.FIPS_140_2_LEVEL_2);
  private static final Set<StorageStandard> LEVEL_3 = Set.of(StorageStandard.FIPS_140_2_LEVEL_3);

  private static List<KeyVault> vaults() {
    return List.of(
        new SoftVault(
            "old", 1, new SecureRandom(), EnumSet.of(KeySpec.EC_P256, KeySpec.EC_P384), LEVEL_2),
        new SoftVault(
            "new", 1, new SecureRandom(), EnumSet.of(KeySpec.EC_P256, KeySpec.ML_DSA_65), LEVEL_3));
  }

  @ParameterizedTest
  @CsvSource({
    "EC_prime256v1, SHA256WITHECDSA, FIPS_140_2_LEVEL_2_OR_HIGHER, old",
    "EC_prime256v1, SHA256WITHECDSA, FIPS_140_2_LEVEL_3_OR_HIGHER, new",
    "EC_prime256v1, SHA256WITHECDSA, , new",
    "EC_secp384r1, SHA384WITHECDSA, FIPS_140_2_LEVEL_2_OR_HIGHER, old",
    "ML_DSA_65, ML_DSA_65, FIPS_140_2_LEVEL_2_OR_HIGHER, new",
  })
  void theFirstThatOffersBothMakesTheKeyAndSigns(
      String key, String signing, @Nullable String standard, String vault) {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withVaults(vaults()))) {
      String arn = api.create("ROOT", order(key, signing, standard));
      assertThat(api.csr(arn)).contains("BEGIN CERTIFICATE REQUEST");
      AuthorityId id = new AuthorityId(UUID.fromString(arn.substring(arn.lastIndexOf('/') + 1)));
      SigningKey made = api.engine().authority(id).orElseThrow().signingKey();
      assertThat(made.vault()).isEqualTo(vault);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EC_prime256v1, SHA256WITHECDSA, CCPC_LEVEL_1_OR_HIGHER, declared to meet CCPC_LEVEL_1",
    "EC_secp384r1, SHA384WITHECDSA, FIPS_140_2_LEVEL_3_OR_HIGHER, declared to meet FIPS_140_2_LEVEL_3 offers keys of kind EC_P384",
    "RSA_2048, SHA256WITHRSA, FIPS_140_2_LEVEL_2_OR_HIGHER, No configured token offers keys of kind RSA_2048",
    "ML_DSA_44, ML_DSA_44, , offers keys of kind ML_DSA_44",
    "SM2, SM3WITHSM2, , No configured token offers keys of kind SM2",
  })
  void whatNoneOffersIsRefusedBeforeItIsOnRecord(
      String key, String signing, @Nullable String standard, String message) {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withVaults(vaults()))) {
      Map<String, Object> request = order(key, signing, standard);
      LocalApi.Answer answer = api.call("CreateCertificateAuthority", request);
      assertThat(answer.outcome()).isEqualTo("InvalidArgsException");
      assertThat(answer.message()).contains(message);
      assertThat(api.ok("ListCertificateAuthorities", Map.of()).get("CertificateAuthorities"))
          .isEmpty();
    }
  }

  @Test
  void aRefusalDoesNotUseUpItsIdempotencyToken() {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withVaults(vaults()))) {
      Map<String, Object> refused = order("RSA_2048", "SHA256WITHRSA", null);
      refused.put("IdempotencyToken", "once");
      assertThat(api.call("CreateCertificateAuthority", refused).outcome())
          .isEqualTo("InvalidArgsException");
      Map<String, Object> taken = order("EC_prime256v1", "SHA256WITHECDSA", null);
      taken.put("IdempotencyToken", "once");
      assertThat(api.create("ROOT", taken)).contains("certificate-authority/");
    }
  }

  private static Map<String, Object> order(String key, String signing, @Nullable String standard) {
    Map<String, Object> request =
        Requests.create("ROOT", Requests.configuration(key, signing, Map.of("CommonName", "x")));
    if (standard != null) {
      request.put("KeyStorageSecurityStandard", standard);
    }
    return request;
  }
}
