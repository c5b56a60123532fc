package dev.sealwright.hsm.dev;

import dev.sealwright.hsm.TokenConfig;
import java.nio.file.Path;
import java.util.Map;

/**
 * A provisioned token.
 *
 * @param configuration the softhsm2.conf that the module must be pointed to before C_Initialize
 */
public record SoftHsmToken(TokenConfig config, Path configuration) {
  /** What the native environment of the process must hold before C_Initialize. */
  public Map<String, String> environment() {
    return Map.of(SoftHsmTool.CONF, configuration.toString());
  }
}
