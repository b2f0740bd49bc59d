package network.cairn.content.service;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/// GZIP of a chosen level whose end does not end the stream below.
final class Gzip extends GZIPOutputStream {
  Gzip(OutputStream out, int level) throws IOException {
    super(out, 1 << 16);
    def.setLevel(level);
  }

  @Override
  public void close() throws IOException {
    finish();
    flush();
    def.end();
  }
}
