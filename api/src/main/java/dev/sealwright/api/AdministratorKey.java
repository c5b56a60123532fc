package dev.sealwright.api;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.config.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The access key of the dev profile's administrator: from the environment, or a pair made once and
 * kept as an AWS shared credentials file that SDKs and the CLI read themselves.
 *
 * @param file where the pair is, absent when it came from the environment
 */
record AdministratorKey(AccessKey key, Optional<Path> file) {
  private static final Caller ADMINISTRATOR =
      Caller.administrator("123456789012", "arn:aws:iam::123456789012:user/administrator");
  private static final Pattern FORM =
      Pattern.compile(
          "\\[default]\\s+aws_access_key_id *= *(\\S{16,128})\\s+aws_secret_access_key *= *(\\S{16,128})\\s*");
  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String SECRET_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  static AdministratorKey of(Configuration configuration, SecureRandom random) throws IOException {
    Optional<Configuration.Administrator> given = configuration.administrator();
    if (given.isPresent()) {
      return new AdministratorKey(
          new AccessKey(given.get().accessKeyId(), given.get().secretAccessKey(), ADMINISTRATOR),
          Optional.empty());
    }
    Path file = configuration.server().home().resolve("credentials");
    String text =
        new String(SecretFile.readOrMake(file, () -> made(random)), StandardCharsets.UTF_8);
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IOException(
          file + " is not the credentials file made here; delete it to have another");
    }
    return new AdministratorKey(
        new AccessKey(form.group(1), form.group(2), ADMINISTRATOR), Optional.of(file));
  }

  private static byte[] made(SecureRandom random) {
    return ("[default]\naws_access_key_id = AKIA"
            + draw(random, ID_ALPHABET, 16)
            + "\naws_secret_access_key = "
            + draw(random, SECRET_ALPHABET, 40)
            + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String draw(SecureRandom random, String alphabet, int length) {
    StringBuilder drawn = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return drawn.toString();
  }
}
