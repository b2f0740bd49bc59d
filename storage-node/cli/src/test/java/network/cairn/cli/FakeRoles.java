package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.content.Content;
import network.cairn.base.tree.SourceEntry;

/// Remembers what the process was to be; its repositories answer every call with one text.
final class FakeRoles implements Roles {
  private final String answer;
  private final List<String> opened = new ArrayList<>();
  private final List<Role> roles = new ArrayList<>();
  private final List<AddRequest> hashed = new ArrayList<>();

  FakeRoles(String answer) {
    this.answer = answer;
  }

  /// How each repository was opened, what was called of it and that it was closed.
  List<String> opened() {
    return List.copyOf(opened);
  }

  List<Role> roles() {
    return List.copyOf(roles);
  }

  List<AddRequest> hashed() {
    return List.copyOf(hashed);
  }

  @Override
  public LocalApi local(Path home) {
    return open("local", home);
  }

  @Override
  public LocalApi dialing(Path home) {
    return open("dialing", home);
  }

  @Override
  public LocalApi fetching(Path home) {
    return open("fetching", home);
  }

  @Override
  public LocalApi plain() {
    return open("plain", Path.of("nothing"));
  }

  private LocalApi open(String how, Path home) {
    opened.add(how + " " + home.getFileName());
    return new Repository();
  }

  @Override
  public void hash(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener) {
    hashed.add(request);
    entries.forEach(e -> listener.added(e.name(), "cid-of-" + e.name(), 1));
  }

  @Override
  public int run(Role role, Terminal terminal) {
    roles.add(role);
    return 3;
  }

  private final class Repository implements LocalApi {
    @Override
    public <T> T call(String path, Query query, BodyReader<T> reader) throws IOException {
      opened.add(path + query.encoded());
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      return reader.read(_ -> Optional.empty(), new ByteArrayInputStream(body));
    }

    @Override
    public <T> T upload(
        String path, Query query, String boundary, BodyWriter writer, BodyReader<T> reader)
        throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      writer.writeTo(body);
      opened.add(body.size() + " bytes");
      return call(path, query, reader);
    }

    @Override
    public Content content() {
      return new RemoteContent(this);
    }

    @Override
    public void close() {
      opened.add("closed");
    }
  }
}
