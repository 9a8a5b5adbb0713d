import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicSessionCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.SSEAwsKeyManagementParams;
import com.amazonaws.services.s3.transfer.TransferManager;
import com.amazonaws.services.s3.transfer.TransferManagerBuilder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.util.Date;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Reads and writes artifacts with both AWS SDKs for Java as they come, and prints a line for each thing that worked. */
public class Artifacts {
  private static String url, accessKeyId, secretAccessKey, sessionToken, bucket, input, output, keyId;
  private static final byte[] CONTENT = new byte[300_000];

  public static void main(String[] arguments) throws Exception {
    url = arguments[1];
    accessKeyId = arguments[2];
    secretAccessKey = arguments[3];
    sessionToken = arguments[4];
    bucket = arguments[5];
    input = arguments[6];
    output = arguments[7];
    keyId = arguments[8];
    try {
      if (arguments[0].equals("1")) useVersion1();
      else useVersion2();
      System.exit(0);
    } catch (Exception error) {
      // Threads of the SDK would keep the program up.
      error.printStackTrace();
      System.exit(1);
    }
  }

  private static void useVersion2() {
    var credentials = AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken);
    try (S3Client s3 = S3Client.builder()
        .endpointOverride(URI.create(url))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build()) {
      System.out.println("get " + s3.getObjectAsBytes(get -> get.bucket(bucket).key(input)).asUtf8String());
      s3.putObject(
          put -> put.bucket(bucket).key(output).serverSideEncryption("aws:kms").ssekmsKeyId(keyId),
          RequestBody.fromBytes(CONTENT));
      System.out.println("put " + s3.headObject(head -> head.bucket(bucket).key(output)).contentLength());
      s3.copyObject(copy -> copy.sourceBucket(bucket).sourceKey(input).destinationBucket(bucket).destinationKey(output)
          .serverSideEncryption("aws:kms").ssekmsKeyId(keyId));
      System.out.println("copy " + s3.getObjectAsBytes(get -> get.bucket(bucket).key(output)).asUtf8String());
    }
  }

  private static void useVersion1() throws Exception {
    var credentials = new BasicSessionCredentials(accessKeyId, secretAccessKey, sessionToken);
    AmazonS3 s3 = AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(url, "us-east-1"))
        .withPathStyleAccessEnabled(true)
        .withCredentials(new AWSStaticCredentialsProvider(credentials))
        .build();
    System.out.println("get " + s3.getObjectAsString(bucket, input));
    var encryption = new SSEAwsKeyManagementParams(keyId);
    var metadata = new ObjectMetadata();
    metadata.setContentLength(CONTENT.length);
    s3.putObject(new PutObjectRequest(bucket, output, new ByteArrayInputStream(CONTENT), metadata)
        .withSSEAwsKeyManagementParams(encryption));
    System.out.println("put " + s3.getObjectMetadata(bucket, output).getContentLength());
    File file = File.createTempFile("artifact", ".bin");
    Files.write(file.toPath(), new byte[20 << 20]);
    TransferManager manager = TransferManagerBuilder.standard()
        .withS3Client(s3)
        .withMinimumUploadPartSize(5L << 20)
        .withMultipartUploadThreshold(6L << 20)
        .build();
    manager.upload(new PutObjectRequest(bucket, output, file).withSSEAwsKeyManagementParams(encryption))
        .waitForCompletion();
    manager.download(bucket, output, file).waitForCompletion();
    System.out.println("parts " + file.length());
    var presigned = s3.generatePresignedUrl(bucket, output, new Date(System.currentTimeMillis() + 60_000));
    System.out.println("presigned " + presigned.openStream().readAllBytes().length);
    manager.shutdownNow();
    file.delete();
  }
}
