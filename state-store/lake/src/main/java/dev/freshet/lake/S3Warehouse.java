package dev.freshet.lake;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A warehouse below a prefix of an S3 bucket. An object is put with {@code If-None-Match: *}: nothing is ever overwritten. */
final class S3Warehouse implements Warehouse {
    private static final long serialVersionUID = 1;

    private static final int LISTINGS = 6;

    private final String bucket;
    private final String prefix;
    private final transient S3Client client;

    S3Warehouse(String address, S3Settings settings) {
        URI uri = URI.create(address);
        String path = uri.getPath();
        this.bucket = uri.getHost();
        this.prefix = path.substring(1) + (path.endsWith("/") ? "" : "/");
        this.client = settings.client();
    }

    private String key(String location) {
        String start = "s3://" + bucket + "/" + prefix;
        if (!location.startsWith(start) || location.contains("/../")) {
            throw new LakeException("the object " + location + " lies outside the warehouse " + start);
        }
        return location.substring(("s3://" + bucket + "/").length());
    }

    @Override
    public InputFile newInputFile(String location) {
        return new Input(location, key(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new Output(location, key(location));
    }

    @Override
    public void deleteFile(String location) {
        String key = key(location);
        client.deleteObject(b -> b.bucket(bucket).key(key));
    }

    /** A page that breaks off half-way is no page, and the SDK does not ask for it again: the whole is listed again. */
    @Override
    public List<Stored> list() {
        for (int attempt = 1; ; attempt++) {
            try {
                return listOnce();
            } catch (SdkClientException e) {
                if (attempt == LISTINGS) {
                    throw e;
                }
            }
        }
    }

    private List<Stored> listOnce() {
        List<Stored> out = new ArrayList<>();
        client.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))
                .contents()
                .forEach(o -> out.add(new Stored("s3://" + bucket + "/" + o.key(), o.lastModified())));
        return out;
    }

    @Override
    public String normal(String location) {
        key(location);
        return location;
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Input implements InputFile {
        private final String location;
        private final String key;
        private long length = -1;

        Input(String location, String key) {
            this.location = location;
            this.key = key;
        }

        @Override
        public long getLength() {
            if (length < 0) {
                try {
                    length = client.headObject(b -> b.bucket(bucket).key(key)).contentLength();
                } catch (NoSuchKeyException e) {
                    throw new NotFoundException(e, "there is no object %s", location);
                }
            }
            return length;
        }

        @Override
        public SeekableInputStream newStream() {
            return new S3Input(client, bucket, key, getLength());
        }

        @Override
        public String location() {
            return location;
        }

        @Override
        public boolean exists() {
            try {
                getLength();
                return true;
            } catch (NotFoundException e) {
                return false;
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return false;
                }
                throw e;
            }
        }
    }

    private final class Output implements OutputFile {
        private final String location;
        private final String key;

        Output(String location, String key) {
            this.location = location;
            this.key = key;
        }

        @Override
        public PositionOutputStream create() {
            return S3Output.create(client, bucket, key);
        }

        /** Iceberg asks for this where names are unique; nothing is ever overwritten here. */
        @Override
        public PositionOutputStream createOrOverwrite() {
            return create();
        }

        @Override
        public String location() {
            return location;
        }

        @Override
        public InputFile toInputFile() {
            return new Input(location, key);
        }
    }
}
