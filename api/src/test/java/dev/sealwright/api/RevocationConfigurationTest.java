package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.engine.bucket.ObjectAcl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RevocationConfiguration in Create, Update and Describe. */
class RevocationConfigurationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OFF =
      "{'CrlConfiguration':{'Enabled':false},'OcspConfiguration':{'Enabled':false}}";

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  record Good(String name, String asked, String shown) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Good> good() {
    return List.of(
        new Good("nothing", "{}", OFF),
        new Good("both off", OFF, OFF),
        new Good(
            "an empty name is none",
            "{'CrlConfiguration':{'Enabled':false,'CustomCname':''}}",
            OFF),
        new Good(
            "defaults",
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my-bucket'},"
                + "'OcspConfiguration':{'Enabled':true}}",
            "{'CrlConfiguration':{'Enabled':true,'ExpirationInDays':7,'S3BucketName':'my-bucket',"
                + "'S3ObjectAcl':'PUBLIC_READ','CrlType':'COMPLETE'},"
                + "'OcspConfiguration':{'Enabled':true}}"),
        new Good(
            "everything",
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my.bucket',"
                + "'ExpirationInDays':5000,'CustomCname':'crl.example.com','CustomPath':'a/b',"
                + "'S3ObjectAcl':'BUCKET_OWNER_FULL_CONTROL','CrlType':'PARTITIONED',"
                + "'CrlDistributionPointExtensionConfiguration':{'OmitExtension':false}},"
                + "'OcspConfiguration':{'Enabled':true,'OcspCustomCname':'ocsp.example.com'}}",
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my.bucket',"
                + "'ExpirationInDays':5000,'CustomCname':'crl.example.com','CustomPath':'a/b',"
                + "'S3ObjectAcl':'BUCKET_OWNER_FULL_CONTROL','CrlType':'PARTITIONED'},"
                + "'OcspConfiguration':{'Enabled':true,'OcspCustomCname':'ocsp.example.com'}}"),
        new Good(
            "no distribution point, root path",
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my-bucket','CustomPath':'/',"
                + "'ExpirationInDays':1,"
                + "'CrlDistributionPointExtensionConfiguration':{'OmitExtension':true}}}",
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my-bucket','CustomPath':'/',"
                + "'ExpirationInDays':1,'S3ObjectAcl':'PUBLIC_READ','CrlType':'COMPLETE',"
                + "'CrlDistributionPointExtensionConfiguration':{'OmitExtension':true}},"
                + "'OcspConfiguration':{'Enabled':false}}"));
  }

  @ParameterizedTest
  @MethodSource("good")
  void whatIsAskedForIsShownWithItsDefaults(Good sample) throws Exception {
    String arn = api.create("ROOT", Map.of("RevocationConfiguration", json(sample.asked())));
    assertThat(shown(arn)).isEqualTo(json(sample.shown()));

    String root = api.activeRoot();
    api.ok("UpdateCertificateAuthority", update(root, sample.asked()));
    assertThat(shown(root)).isEqualTo(json(sample.shown()));
    assertThat(describe(root).at("/Status").asText()).isEqualTo("ACTIVE");
  }

  record Bad(String name, String error, String configuration, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad crl(String error, String members, String says) {
    return new Bad(members, error, "{'CrlConfiguration':{" + members + "}}", says);
  }

  static List<Bad> bad() {
    String off = "'Enabled':false,";
    String on = "'Enabled':true,'S3BucketName':'my-bucket',";
    String args = "InvalidArgsException";
    String value = "ValidationException";
    return List.of(
        crl(args, off + "'ExpirationInDays':7", "ExpirationInDays"),
        crl(args, off + "'S3BucketName':'my-bucket'", "S3BucketName"),
        crl(args, off + "'CustomCname':'a.example'", "CustomCname"),
        crl(args, off + "'CustomPath':'a'", "CustomPath"),
        crl(args, off + "'S3ObjectAcl':'PUBLIC_READ'", "S3ObjectAcl"),
        crl(args, off + "'CrlType':'COMPLETE'", "CrlType"),
        crl(
            args,
            off + "'CrlDistributionPointExtensionConfiguration':{'OmitExtension':false}",
            "CrlDistributionPointExtensionConfiguration"),
        crl(args, "'Enabled':true", "S3BucketName"),
        crl(
            args,
            on
                + "'CustomCname':'a.example',"
                + "'CrlDistributionPointExtensionConfiguration':{'OmitExtension':true}",
            "OmitExtension"),
        crl(value, "'S3BucketName':'my-bucket'", "enabled"),
        crl(value, on + "'ExpirationInDays':0", "expirationInDays"),
        crl(value, on + "'ExpirationInDays':5001", "expirationInDays"),
        crl(value, on + "'CustomCname':'http://a.example'", "CustomCname"),
        crl(value, on + "'CustomCname':'a.example/path'", "CustomCname"),
        crl(value, on + "'CustomCname':'a.example?x'", "CustomCname"),
        crl(value, on + "'CustomCname':'user@a.example'", "CustomCname"),
        crl(value, on + "'CustomPath':'http://a'", "customPath"),
        crl(value, on + "'CustomPath':'/a'", "customPath"),
        crl(value, on + "'CustomPath':'a/'", "customPath"),
        crl(value, on + "'CustomPath':'a//b'", "customPath"),
        crl(value, on + "'CustomPath':'../a'", "CustomPath"),
        crl(value, on + "'CustomPath':'a/..'", "CustomPath"),
        crl(value, "'Enabled':true,'S3BucketName':'My-Bucket'", "bucket"),
        crl(value, "'Enabled':true,'S3BucketName':'my_bucket'", "bucket"),
        crl(value, "'Enabled':true,'S3BucketName':'a/b'", "bucket"),
        crl(value, "'Enabled':true,'S3BucketName':'../..'", "bucket"),
        crl(value, "'Enabled':true,'S3BucketName':'127.0.0.1'", "bucket"),
        crl(value, "'Enabled':true,'S3BucketName':'ab'", "s3BucketName"),
        crl(
            value,
            "'Enabled':true,'S3BucketName':'absent-bucket'",
            "Check your S3 bucket permissions and try again"),
        new Bad(
            "OCSP off with a name",
            args,
            "{'OcspConfiguration':{'Enabled':false,'OcspCustomCname':'o.example'}}",
            "OcspCustomCname"),
        new Bad(
            "OCSP name with scheme",
            value,
            "{'OcspConfiguration':{'Enabled':true,'OcspCustomCname':'https://o.example'}}",
            "OcspCustomCname"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatBreaksARuleIsRefusedAndChangesNothing(Bad sample) throws Exception {
    String root = api.activeRoot();
    int before = count();
    JsonNode unchanged = describe(root);
    Map<String, Object> create = Requests.create("ROOT");
    create.put("RevocationConfiguration", json(sample.configuration()));

    refused(sample, api.call("CreateCertificateAuthority", create));
    refused(sample, api.call("UpdateCertificateAuthority", update(root, sample.configuration())));

    assertThat(count()).isEqualTo(before);
    assertThat(describe(root)).isEqualTo(unchanged);
  }

  @Test
  void oneHalfLeavesTheOther() throws Exception {
    String root = api.activeRoot();
    api.ok(
        "UpdateCertificateAuthority",
        update(root, "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'my-bucket'}}"));
    JsonNode crl = shown(root).get("CrlConfiguration");
    api.ok("UpdateCertificateAuthority", update(root, "{'OcspConfiguration':{'Enabled':true}}"));
    assertThat(shown(root).get("CrlConfiguration")).isEqualTo(crl);
    assertThat(shown(root).at("/OcspConfiguration/Enabled").asBoolean()).isTrue();

    api.ok("UpdateCertificateAuthority", update(root, "{'CrlConfiguration':{'Enabled':false}}"));
    assertThat(shown(root).at("/CrlConfiguration").size()).isEqualTo(1);
    assertThat(shown(root).at("/OcspConfiguration/Enabled").asBoolean()).isTrue();
  }

  @Test
  void theBucketIsProvedByATestObject() throws Exception {
    String root = api.activeRoot();
    api.ok(
        "UpdateCertificateAuthority",
        update(root, "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'open-bucket'}}"));
    api.ok(
        "UpdateCertificateAuthority",
        update(
            root,
            "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'closed-bucket',"
                + "'S3ObjectAcl':'BUCKET_OWNER_FULL_CONTROL'}}"));

    assertThat(api.buckets().acl("open-bucket", "acm-pca-permission-test-key"))
        .contains(ObjectAcl.PUBLIC_READ);
    assertThat(api.buckets().acl("closed-bucket", "acm-pca-permission-test-key-private"))
        .contains(ObjectAcl.BUCKET_OWNER_FULL_CONTROL);

    api.buckets().refuse("open-bucket");
    LocalApi.Answer answer =
        api.call(
            "UpdateCertificateAuthority",
            update(root, "{'CrlConfiguration':{'Enabled':true,'S3BucketName':'open-bucket'}}"));
    assertThat(answer.outcome()).isEqualTo("ValidationException");
    assertThat(answer.message()).contains("Check your S3 bucket permissions and try again");
    assertThat(shown(root).at("/CrlConfiguration/S3BucketName").asText())
        .isEqualTo("closed-bucket");
  }

  private static void refused(Bad sample, LocalApi.Answer answer) {
    assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo(sample.error());
    assertThat(answer.message()).contains(sample.says());
  }

  private int count() {
    return api.ok("ListCertificateAuthorities", Map.of()).get("CertificateAuthorities").size();
  }

  private JsonNode describe(String arn) {
    return api.ok("DescribeCertificateAuthority", Requests.ca(arn)).get("CertificateAuthority");
  }

  private JsonNode shown(String arn) {
    return describe(arn).get("RevocationConfiguration");
  }

  private static Map<String, Object> update(String arn, String configuration) throws Exception {
    return Requests.ca(arn, "RevocationConfiguration", json(configuration));
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }
}
