package network.cairn.http.door;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A request as a server would hand it over.
///
/// @param headers by name in lower case
public record TestRequest(
    String method,
    String path,
    String query,
    Map<String, String> headers,
    InputStream body,
    Optional<NetworkPrefix> network)
    implements Request {
  /// Where the door of tests is called.
  public static final int PORT = 5001;

  /// A POST without a body.
  ///
  /// @param target path and query
  public static TestRequest post(String target) {
    return of("POST", target);
  }

  public static TestRequest of(String method, String target) {
    int mark = target.indexOf('?');
    return new TestRequest(
        method,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        Map.of(),
        InputStream.nullInputStream(),
        Optional.empty());
  }

  public TestRequest with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header.toLowerCase(Locale.ROOT), value);
    return new TestRequest(method, path, query, more, body, network);
  }

  public TestRequest with(byte[] bytes) {
    return with(new ByteArrayInputStream(bytes));
  }

  public TestRequest with(InputStream bytes) {
    return new TestRequest(method, path, query, headers, bytes, network);
  }

  @Override
  public Optional<InetSocketAddress> calledAt() {
    return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
