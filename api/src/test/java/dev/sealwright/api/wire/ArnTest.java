package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
  private static final String CA = Documents.CA_ARN;
  private static final String SERIAL = "1a98eb0323009660dff81ac79ab4539e";

  @Test
  void readsAndWritesTheArnOfACa() {
    CaArn arn =
        new CaArn(
            "aws",
            "eu-central-1",
            "123456789012",
            UUID.fromString("11223344-5566-7788-99aa-bbccddeeff00"));
    assertThat(arn).hasToString(CA);
    assertThat(CaArn.parse(CA)).isEqualTo(arn);
  }

  @Test
  void readsAndWritesTheArnOfACertificate() {
    CertificateArn arn = new CertificateArn(CaArn.parse(CA), SERIAL);
    assertThat(arn).hasToString(CA + "/certificate/" + SERIAL);
    assertThat(CertificateArn.parse(arn.toString())).isEqualTo(arn);
  }

  @Test
  void readsAndWritesTheArnOfATemplate() {
    TemplateArn arn =
        new TemplateArn(
            "aws-cn", "BlankEndEntityCertificate_CriticalBasicConstraints_APICSRPassthrough");
    assertThat(arn.toString()).startsWith("arn:aws-cn:acm-pca:::template/").endsWith("/V1");
    assertThat(TemplateArn.parse(arn.toString())).isEqualTo(arn);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00000000000000000000000000000000",
    "255, 000000000000000000000000000000ff",
    "340282366920938463463374607431768211455, ffffffffffffffffffffffffffffffff",
    "12345678901234567890123456789012, 12345678901234567890123456789012"
  })
  void takesADecimalSerialUnlessItIsThirtyTwoDigitsLong(String id, String serial) {
    assertThat(CertificateArn.parse(CA + "/certificate/" + id).serial()).isEqualTo(serial);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn",
        "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/",
        "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/1-1-1-1-1",
        "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11223344-5566-7788-99AA-bbccddeeff00",
        "arn:aws:acm-pca:eu-central-1::certificate-authority/11223344-5566-7788-99aa-bbccddeeff00",
        "arn:aws:acm:eu-central-1:123456789012:certificate-authority/11223344-5566-7788-99aa-bbccddeeff00",
        "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11223344-5566-7788-99aa-bbccddeeff00\n",
        "arn:aws:acm-pca:::template/EndEntityCertificate/V1"
      })
  void refusesWhatIsNotTheArnOfACa(String text) {
    assertRefused(CaArn::parse, text, "certificate authority");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        CA,
        CA + "/certificate/",
        CA + "/certificate/1A98EB0323009660DFF81AC79AB4539E",
        CA + "/certificate/1a98eb0323009660dff81ac79ab4539",
        CA + "/certificate/340282366920938463463374607431768211456",
        CA + "/certificate/" + SERIAL + "/",
        "arn:x/certificate/" + SERIAL
      })
  void refusesWhatIsNotTheArnOfACertificate(String text) {
    assertRefused(CertificateArn::parse, text, "certificate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CA,
        "arn:aws:acm-pca:eu-central-1:123456789012:template/EndEntityCertificate/V1",
        "arn:aws:acm-pca:::template/EndEntityCertificate/V2",
        "arn:aws:acm-pca:::template/EndEntityCertificate",
        "arn:aws:acm-pca:::template//V1",
        "arn:aws:acm-pca:::template/../V1"
      })
  void refusesWhatIsNotTheArnOfATemplate(String text) {
    assertRefused(TemplateArn::parse, text, "certificate template");
  }

  @Test
  void isNotMadeOfPartsThatItCouldNotRead() {
    UUID id = new UUID(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CaArn("aws:", "r", "123456789012", id));
    assertThatIllegalArgumentException().isThrownBy(() -> new CaArn("aws", "", "123456789012", id));
    assertThatIllegalArgumentException().isThrownBy(() -> new CaArn("aws", "r", "1234", id));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CertificateArn(CaArn.parse(CA), "1a"));
    assertThatIllegalArgumentException().isThrownBy(() -> new TemplateArn("aws", "a/b"));
  }

  private static void assertRefused(Function<String, Record> parse, String text, String what) {
    assertThatThrownBy(() -> parse.apply(text))
        .isInstanceOfSatisfying(
            WireException.class,
            refused -> assertThat(refused.error()).isEqualTo(ErrorName.INVALID_ARN))
        .hasMessageContaining("is not the ARN of a " + what);
  }
}
