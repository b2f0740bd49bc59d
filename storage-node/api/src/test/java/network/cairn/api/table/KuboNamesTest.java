package network.cairn.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names that Kubo's users and clients have in their fingers and scripts: they keep their letters
/// and their types here.
final class KuboNamesTest {
  /// Command, then options of Kubo's as `letter:name=type`, `-` for no letter.
  private static final String KUBO =
      """
      add             r:recursive=bool q:quiet=bool Q:quieter=bool -:silent=bool p:progress=bool
      add             n:only-hash=bool w:wrap-with-directory=bool -:pin=bool s:chunker=string
      add             -:raw-leaves=bool -:cid-version=int -:hash=string H:hidden=bool
      add             -:ignore=string -:ignore-rules-path=string -:stdin-name=string
      add             -:dereference-symlinks=bool -:pin-name=string
      bitswap ledger
      bitswap stat    v:verbose=bool -:human=bool
      bitswap wantlist
      block get
      block put       -:cid-codec=string -:mhtype=string -:mhlen=int -:pin=bool
      block put       -:allow-big-block=bool f:format=string
      block rm        f:force=bool q:quiet=bool
      block stat
      bootstrap
      bootstrap add
      bootstrap list
      bootstrap rm    -:all=bool
      bootstrap rm all
      commands        f:flags=bool
      cat             o:offset=int l:length=int
      cid base32
      cid bases       -:prefix=bool -:numeric=bool
      cid codecs      n:numeric=bool s:supported=bool
      cid format      f:f=string v:v=string -:mc=string b:b=string
      cid hashes      n:numeric=bool s:supported=bool
      cid inspect
      config          -:bool=bool -:json=bool
      config replace
      config show
      dag export      p:progress=bool -:local-only=bool
      dag get         -:output-codec=string
      dag import      -:pin-roots=bool -:silent=bool -:stats=bool -:allow-big-block=bool
      dag import      -:local-only=bool
      dag put         -:store-codec=string -:input-codec=string -:pin=bool -:hash=string
      dag put         -:allow-big-block=bool
      dag resolve
      dag stat        p:progress=bool
      get             o:output=string a:archive=bool C:compress=bool l:compression-level=int
      id              f:format=string
      init            e:empty-repo=bool p:profile=string
      key export      o:output=string f:format=string
      key gen         t:type=string s:size=int -:ipns-base=string
      key import      f:format=string -:allow-any-key-type=bool -:ipns-base=string
      key list        l:long=bool -:ipns-base=string
      key ls          l:long=bool -:ipns-base=string
      key rename      f:force=bool -:ipns-base=string
      key rm          l:long=bool -:ipns-base=string
      key rotate      o:oldkey=string t:type=string s:size=int
      key sign        k:key=string -:ipns-base=string
      key verify      k:key=string s:signature=string -:ipns-base=string
      ls              v:headers=bool -:resolve-type=bool -:size=bool s:stream=bool
      multibase decode
      multibase encode b:b=string
      multibase list  -:prefix=bool -:numeric=bool
      multibase transcode b:b=string
      pin add         r:recursive=bool n:name=string -:progress=bool
      pin ls          t:type=string q:quiet=bool n:name=string s:stream=bool -:names=bool
      pin rm          r:recursive=bool
      pin update      -:unpin=bool
      pin verify      q:quiet=bool
      ping            n:count=int
      provide stat    -:lan=bool a:all=bool
      refs            -:format=string e:edges=bool u:unique=bool r:recursive=bool -:max-depth=int
      refs local
      repo gc         -:stream-errors=bool q:quiet=bool -:silent=bool
      repo stat       s:size-only=bool H:human=bool
      repo verify     -:drop=bool
      repo version    q:quiet=bool
      resolve         r:recursive=bool
      routing findpeer v:verbose=bool
      routing findprovs v:verbose=bool n:num-providers=int
      routing get
      routing provide v:verbose=bool
      routing put     -:allow-offline=bool
      shutdown
      stats bitswap   v:verbose=bool -:human=bool
      stats bw        -:poll=bool i:interval=string
      stats repo      s:size-only=bool H:human=bool
      swarm addrs
      swarm addrs listen
      swarm addrs local -:id=bool
      swarm connect
      swarm disconnect
      swarm peering add
      swarm peering ls
      swarm peering rm
      swarm peers     v:verbose=bool -:streams=bool -:latency=bool -:direction=bool
      swarm peers     -:identify=bool
      version         n:number=bool -:commit=bool -:repo=bool -:all=bool
      version deps
      """;

  private static final Map<String, Command> ROWS =
      Commands.TABLE.onCommandLine().stream()
          .collect(Collectors.toMap(Command::name, Function.identity()));

  static Stream<String> commands() {
    return KUBO.lines();
  }

  private static Command row(String line) {
    String name =
        Stream.of(line.split(" +"))
            .takeWhile(w -> !w.contains(":"))
            .collect(Collectors.joining(" "));
    return ROWS.getOrDefault(name, Commands.TABLE.root());
  }

  private static String written(Option option) {
    // A choice of words is a string to Kubo, which checks it later.
    String type = option.kind() instanceof Kind.Choice ? "string" : option.kind().label();
    return (option.letter() == 0 ? "-" : String.valueOf(option.letter()))
        + ":"
        + option.name()
        + "="
        + type;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void takesKubosOptionsByKubosLetters(String line) {
    Command row = row(line);
    assertThat(row.name()).as(line).isNotEmpty();
    List<String> here = row.optionsHere().stream().map(KuboNamesTest::written).toList();
    List<String> wanted = Stream.of(line.split(" +")).filter(w -> w.contains(":")).toList();
    assertThat(here).containsAll(wanted);
  }

  /// Kubo's clients send an option under its long name or its letter.
  @ParameterizedTest
  @MethodSource("commands")
  void takesKubosLettersAtTheDoor(String line) {
    Command row = row(line);
    for (Option option : row.optionsAtDoor()) {
      if (option.letter() != 0 && !row.name().equals("pin verify")) {
        assertThat(option.names()).as(option.name()).contains(String.valueOf(option.letter()));
      }
    }
  }
}
