package network.cairn.http.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.door.TestRequest;

/// A door without a socket: calls go through all that a server's would, in this thread.
public final class TestDoor {
  static final String TOKEN = "the token";
  private static final int AT_ONCE = 4;
  private static final String BOUNDARY = "frontier";
  private final RpcHandler handler;

  public TestDoor(Collection<Route> routes) {
    this(routes, DoorMetrics.NONE);
  }

  TestDoor(Collection<Route> routes, DoorRules rules) {
    this(routes, DoorMetrics.NONE, rules);
  }

  TestDoor(Collection<Route> routes, DoorMetrics metrics) {
    this(routes, metrics, DoorRules.OPEN);
  }

  private TestDoor(Collection<Route> routes, DoorMetrics metrics, DoorRules rules) {
    this.handler =
        new RpcHandler(new Endpoints(routes), new Callers(rules, TOKEN::equals), metrics, AT_ONCE);
  }

  /// A part of an upload.
  ///
  /// @param type its content type
  public record Upload(String name, String type, byte[] bytes) {
    public static Upload file(String name, String text) {
      return file(name, text.getBytes(UTF_8));
    }

    public static Upload file(String name, byte[] bytes) {
      return new Upload(name, "application/octet-stream", bytes);
    }

    public static Upload directory(String name) {
      return new Upload(name, "application/x-directory", new byte[0]);
    }

    public static Upload symlink(String name, String target) {
      return new Upload(name, "application/symlink", target.getBytes(UTF_8));
    }
  }

  /// Calls a command.
  ///
  /// @param call such as `cat?arg=CID`
  public TestResponse call(String call) {
    return answer(TestRequest.post(RpcHandler.PREFIX + call));
  }

  /// As [#call], by a caller who goes at some time.
  public TestResponse callUntil(String call, BooleanSupplier gone) {
    return answer(new LeavingRequest(TestRequest.post(RpcHandler.PREFIX + call), gone));
  }

  /// As [#call], by a caller who shows the token.
  public TestResponse trusted(String call) {
    return answer(authorized(TestRequest.post(RpcHandler.PREFIX + call)));
  }

  /// As [#trusted], by a caller who goes at some time.
  public TestResponse trustedUntil(String call, BooleanSupplier gone) {
    return answer(new LeavingRequest(authorized(TestRequest.post(RpcHandler.PREFIX + call)), gone));
  }

  public TestResponse upload(String call, Upload... parts) {
    return answer(uploading(call, parts));
  }

  public TestResponse trustedUpload(String call, Upload... parts) {
    return answer(authorized(uploading(call, parts)));
  }

  static TestRequest authorized(TestRequest request) {
    return request.with("Authorization", "Bearer " + TOKEN);
  }

  static TestRequest uploading(String call, Upload... parts) {
    return TestRequest.post(RpcHandler.PREFIX + call)
        .with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .with(body(parts));
  }

  private static byte[] body(Upload... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Upload part : parts) {
      String name = URLEncoder.encode(part.name(), UTF_8);
      body.writeBytes(
          ("--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; filename=\""
                  + name
                  + "\"\r\nContent-Type: "
                  + part.type()
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      body.writeBytes(part.bytes());
      body.writeBytes("\r\n".getBytes(UTF_8));
    }
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return body.toByteArray();
  }

  TestResponse answer(Request request) {
    TestResponse response = new TestResponse();
    answer(request, response);
    return response;
  }

  void answer(Request request, Response response) {
    try {
      handler.handle(request, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An argument as it stands in a query.
  public static String arg(String text) {
    return "arg=" + URLEncoder.encode(text, UTF_8);
  }
}
