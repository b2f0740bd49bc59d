package network.cairn.app.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import network.cairn.api.content.Content;
import network.cairn.api.json.InvalidJson;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.rpc.ErrorText;
import network.cairn.http.rpc.RpcHandler;

/// The daemon's commands in this process. Content goes straight to its service and back; all other
/// calls follow the rules of the daemon's door: a request, its body and its answer run on threads
/// of their own and meet in pipes.
final class InProcess implements Roles.LocalApi {
  private final Optional<Content> content;
  private final Supplier<? extends Handler> handlers;
  private final AutoCloseable node;

  /// @param content empty where no home is open
  /// @param handlers makes what answers calls, for each call; most processes make none or one
  /// @param node closed with this
  InProcess(Optional<Content> content, Supplier<? extends Handler> handlers, AutoCloseable node) {
    this.content = content;
    this.handlers = handlers;
    this.node = node;
  }

  @Override
  public Content content() {
    return content.orElseThrow(
        () -> new IllegalStateException("a command without a home asks for content"));
  }

  @Override
  public <T> T call(String path, Query query, BodyReader<T> reader) throws IOException {
    Call call = new Call(path, query, Optional.empty(), InputStream.nullInputStream());
    return run(call, reader);
  }

  @Override
  public <T> T upload(
      String path, Query query, String boundary, BodyWriter writer, BodyReader<T> reader)
      throws IOException {
    Pipe pipe = new Pipe();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    Thread.ofVirtual().name("upload").start(() -> send(writer, pipe, sent));
    Call call =
        new Call(
            path, query, Optional.of("multipart/form-data; boundary=" + boundary), pipe.input());
    try {
      T result = run(call, reader);
      // The command may be done before the source is, whose word counts.
      pipe.input().close();
      await(sent);
      rethrow(sent);
      return result;
    } catch (IOException | CommandFailed | InvalidJson e) {
      rethrow(sent);
      throw e;
    } finally {
      pipe.input().close();
    }
  }

  /// A source that fails must not look like the end of the body: the command would take what came
  /// for the whole.
  private static void send(BodyWriter writer, Pipe pipe, CompletableFuture<Void> sent) {
    try {
      OutputStream out = pipe.output();
      writer.writeTo(out);
      sent.complete(null);
      out.close();
    } catch (Pipe.ReaderGone e) {
      // The command stopped reading; what it answered is the error to show.
      sent.complete(null);
    } catch (IOException | RuntimeException e) {
      sent.completeExceptionally(e);
      pipe.fail("the upload broke off: " + e.getMessage());
    }
  }

  /// What kept the body from being sent is told before what the command said to the rest.
  private static void rethrow(CompletableFuture<Void> sent) throws IOException {
    if (sent.isCompletedExceptionally()) {
      switch (sent.exceptionNow()) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Throwable e -> throw new IOException(e);
      }
    }
  }

  /// Waits until it is over, however it ends.
  private static void await(CompletableFuture<Void> event) throws IOException {
    try {
      event.exceptionally(_ -> null).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private <T> T run(Call call, BodyReader<T> reader) throws IOException {
    Thread.ofVirtual().name("command").start(() -> answer(call));
    try {
      await(call.head);
      InputStream body = call.answer.input();
      if (call.status != 200) {
        throw new CommandFailed(ErrorText.of(body.readAllBytes()));
      }
      T result = reader.read(name -> Optional.ofNullable(call.headers.get(name)), body);
      body.transferTo(OutputStream.nullOutputStream());
      if (call.late.isPresent()) {
        throw new CommandFailed(call.late.get());
      }
      return result;
    } finally {
      call.answer.input().close();
    }
  }

  private void answer(Call call) {
    try {
      handlers.get().handle(call, call);
    } catch (IOException e) {
      call.late = Optional.of("the answer broke off: " + e.getMessage());
    } finally {
      call.answer.end();
      call.head.complete(null);
    }
  }

  @Override
  public void close() {
    try {
      node.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("closing the repository failed", e);
    }
  }

  /// One request and its answer.
  private static final class Call implements Request, Response {
    private final String path;
    private final Query query;
    private final Optional<String> contentType;
    private final InputStream body;
    private final Pipe answer = new Pipe();
    private final CompletableFuture<Void> head = new CompletableFuture<>();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private volatile int status = 500;
    private volatile Optional<String> late = Optional.empty();

    Call(String path, Query query, Optional<String> contentType, InputStream body) {
      this.path = path;
      this.query = query;
      this.contentType = contentType;
      this.body = body;
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return RpcHandler.PREFIX + path;
    }

    @Override
    public String query() {
      String encoded = query.encoded();
      return encoded.isEmpty() ? "" : encoded.substring(1);
    }

    /// Who holds the repository's lock needs no other token.
    @Override
    public Optional<String> header(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "content-type" -> contentType;
        case "authorization" -> Optional.of("Bearer in-process");
        default -> Optional.empty();
      };
    }

    @Override
    public InputStream body() {
      return body;
    }

    @Override
    public void send(int code, Map<String, String> fields, byte[] bytes) throws IOException {
      try (OutputStream out = start(code, fields)) {
        out.write(bytes);
      }
    }

    @Override
    public OutputStream start(int code, Map<String, String> fields) {
      status = code;
      headers.putAll(fields);
      head.complete(null);
      return answer.output();
    }

    @Override
    public void fail(String message) throws IOException {
      late = Optional.of(message);
      answer.end();
    }

    @Override
    public void cut(String message) throws IOException {
      fail(message);
    }
  }
}
