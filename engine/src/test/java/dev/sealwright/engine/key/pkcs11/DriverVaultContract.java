package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.KeyVaultContract;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.TokenConfig;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract of vaults on a SoftHSM2 token through a driver; {@link TokenTest} is foreign. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("exports") // JUnit is not our API
public abstract class DriverVaultContract extends KeyVaultContract {
  private final ModuleUnderTest module = SoftHsmFixture.underTest();
  private final TokenConfig token;
  private final Cryptoki cryptoki;

  protected DriverVaultContract(Driver driver) {
    token = module.token().withModule(Drivers.with(driver, module.token().module()));
    cryptoki = Drivers.load(token.module());
  }

  @BeforeAll
  public void initialise() {
    cryptoki.initialise();
  }

  @AfterAll
  public void finalise() {
    cryptoki.close();
  }

  @Override
  protected KeyVault openVault() {
    return new Token(token, cryptoki);
  }

  @Override
  protected KeyVault reopenVault(KeyVault before) {
    // As a restart does it: the handles are others then.
    cryptoki.close();
    cryptoki.initialise();
    return openVault();
  }

  @Override
  protected Set<KeySpec> offered() {
    return module.keys();
  }
}
