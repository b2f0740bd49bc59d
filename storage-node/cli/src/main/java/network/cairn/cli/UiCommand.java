package network.cairn.cli;

import java.io.File;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.answer.PageAddress;
import network.cairn.api.table.NodeTable;
import network.cairn.base.files.DurableFiles;

/// `ui`: where the daemon's page is, and a browser that shows it.
///
/// The address carries the home's token, which other users of the machine must not see: a program's
/// arguments they do. So the browser is given a file of the home's owner that leads to the page.
final class UiCommand {
  private static final String TOKEN = "[0-9a-f]{64}";
  private static final String FILE = "ui.html";

  /// Hosts whose pages may call a door that names no origins, as a URL has them.
  private static final List<String> OPEN_TO_PAGES = List.of("127.0.0.1", "[::1]", "localhost");

  private UiCommand() {}

  static int run(Roles roles, Invocation in) throws IOException {
    Client client = new Client(roles, in);
    // A daemon that is starting is waited for. Then whoever answers at the very address that a
    // browser is given proves to be the home's daemon, before the token is shown there.
    client.online(api ->
        api.call(NodeTable.VERSION.path(), new Api.Query(), (_, body) -> body.readAllBytes()));
    Client.Door door =
        client
            .door()
            .orElseThrow(
                () -> new CommandFailed("the daemon stopped; start it with 'cairn daemon'"));
    InetSocketAddress shown = shown(door);
    Rpc there = new Rpc(shown, door.trust());
    there.call(NodeTable.VERSION.path(), new Api.Query(), (_, body) -> body.readAllBytes());
    PageAddress page = new PageAddress(url(shown, door.trust()));
    in.terminal().out().println(in.json() ? page.json() : page.url());
    if (!OPEN_TO_PAGES.contains(host(shown))) {
      in.terminal()
          .err()
          .println(
              "at this address the page's calls get 403 unless Access-Control-Allow-Origin of"
                  + " API.HTTPHeaders names http://"
                  + host(shown)
                  + ":"
                  + shown.getPort());
    }
    if (!in.flag("print") && !in.json()) {
      open(client.home(), page, in.terminal());
    }
    return 0;
  }

  /// One address, where the door has several or its name has: a browser might choose another than
  /// the one that was proved.
  private static InetSocketAddress shown(Client.Door door) throws IOException {
    InetAddress at = door.address().getAddress();
    int port = door.address().getPort();
    if (at != null && at.isAnyLocalAddress()) {
      return new InetSocketAddress(at instanceof Inet6Address ? "::1" : "127.0.0.1", port);
    }
    return at != null && door.trust() instanceof Trust.Proved
        ? new InetSocketAddress(InetAddress.getByAddress(at.getAddress()), port)
        : door.address();
  }

  private static String url(InetSocketAddress shown, Trust trust) {
    String page = "http://" + host(shown) + ":" + shown.getPort() + "/ui/";
    return token(trust).map(token -> page + "#token=" + token).orElse(page);
  }

  /// As a URL has it.
  private static String host(InetSocketAddress shown) {
    String text = shown.getHostString();
    if (!text.contains(":")) {
      return text;
    }
    return shown.getAddress() instanceof Inet6Address six && six.isLoopbackAddress()
        ? "[::1]"
        : "[" + text + "]";
  }

  /// What the page may show, if it is a token of a home.
  private static Optional<String> token(Trust trust) {
    Stream<String> known =
        switch (trust) {
          case Trust.Proved proved -> proved.proofs().reversed().stream();
          case Trust.Given given -> Stream.of(Trust.token(given.secret()));
          case Trust.None _, Trust.Unprovable _ -> Stream.of();
        };
    return known.filter(token -> token.matches(TOKEN)).findFirst();
  }

  /// Starts a browser and does not wait for it; where there is none, the address was printed.
  private static void open(Path home, PageAddress page, Terminal terminal) throws IOException {
    Optional<Path> browser = browser(terminal);
    if (browser.isEmpty()) {
      return;
    }
    Path file = home.resolve(FILE);
    String text =
        "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url="
            + page.url()
            + "\"><title>Cairn</title><a href=\""
            + page.url()
            + "\">Cairn</a>\n";
    DurableFiles.replaceSecret(file, text.getBytes(StandardCharsets.UTF_8));
    new ProcessBuilder(browser.get().toString(), file.toUri().toString())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// What opens pages here; empty where nobody would see them.
  private static Optional<Path> browser(Terminal terminal) {
    String named = terminal.environment().getOrDefault("BROWSER", "");
    if (!named.isEmpty()) {
      return found(named, terminal);
    }
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    boolean desktop =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY")
            .anyMatch(name -> !terminal.environment().getOrDefault(name, "").isEmpty());
    return mac ? found("open", terminal) : desktop ? found("xdg-open", terminal) : Optional.empty();
  }

  private static Optional<Path> found(String program, Terminal terminal) {
    List<String> folders =
        program.contains("/")
            ? List.of("")
            : List.of(terminal.environment().getOrDefault("PATH", "").split(":"));
    return folders.stream()
        .map(folder -> terminal.path(folder).resolve(program))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
