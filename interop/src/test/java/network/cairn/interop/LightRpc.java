package network.cairn.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Votes;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.Time;
import network.cairn.proto.comet.Validator;

/// What CometBFT's light client asks of a node, answered for a chain of light blocks: `commit` and
/// `validators`, as CometBFT's own RPC says them. On loopback.
final class LightRpc implements AutoCloseable {
  private static final Pattern METHOD = Pattern.compile("\"method\":\"([a-z_]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\":(-?[0-9]+)");
  private static final Pattern HEIGHT = Pattern.compile("\"height\":\"([0-9]+)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]{1,9})");
  private static final Pattern WEB_SOCKET_KEY =
      Pattern.compile("(?i)sec-websocket-key: *([^\r]+)\r");

  /// What RFC 6455 has every server append to the key.
  private static final String WEB_SOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static final int LONGEST = 1 << 16;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LongFunction<Optional<LightBlock>> chain;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// @param chain what it says of each height; empty where it says that it has none
  LightRpc(LongFunction<Optional<LightBlock>> chain) throws IOException {
    this.chain = chain;
    this.server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException _) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        Optional<String> key = first(WEB_SOCKET_KEY, head);
        if (key.isPresent()) {
          // It wants to hear of events; there are none.
          say(socket, switched(key.get()));
          in.transferTo(OutputStream.nullOutputStream());
          return;
        }
        int length = first(LENGTH, head).map(Integer::parseInt).orElse(0);
        String body = new String(in.readNBytes(Math.min(length, LONGEST)), UTF_8);
        byte[] answer = answer(body).getBytes(UTF_8);
        say(
            socket,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + answer.length
                + "\r\n\r\n"
                + new String(answer, UTF_8));
      }
    } catch (IOException _) {
      // The light client is gone.
    } finally {
      open.remove(socket);
    }
  }

  /// A request's lines up to the empty one; nothing at the connection's end.
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int read = in.read(); read >= 0; read = in.read()) {
      head.append((char) read);
      if (head.length() > LONGEST) {
        throw new IOException("a head without an end");
      }
      if (head.length() >= 4
          && "\r\n\r\n".contentEquals(head.subSequence(head.length() - 4, head.length()))) {
        return head.toString();
      }
    }
    return "";
  }

  private static void say(Socket socket, String answer) throws IOException {
    socket.getOutputStream().write(answer.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String switched(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + WEB_SOCKET).getBytes(UTF_8));
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + Base64.getEncoder().encodeToString(digest)
          + "\r\n\r\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String answer(String body) {
    long height = first(HEIGHT, body).map(Long::parseLong).orElse(0L);
    String result =
        chain
            .apply(height)
            .map(block ->
                "\"result\":"
                    + switch (first(METHOD, body).orElse("none")) {
                      case "commit" -> commit(block);
                      case "validators" -> validators(block, height);
                      default -> "{}";
                    })
            .orElse(
                "\"error\":{\"code\":-32603,\"message\":\"Internal error\",\"data\":\"height "
                    + height
                    + " is not available, lowest height is 1\"}");
    return "{\"jsonrpc\":\"2.0\",\"id\":" + first(ID, body).orElse("-1") + "," + result + "}";
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String commit(LightBlock block) {
    return "{\"signed_header\":{\"header\":"
        + header(block.getSignedHeader().getHeader())
        + ",\"commit\":"
        + commit(block.getSignedHeader().getCommit())
        + "},\"canonical\":true}";
  }

  private static String validators(LightBlock block, long height) {
    int count = block.getValidatorSet().getValidatorsCount();
    return block.getValidatorSet().getValidatorsList().stream()
        .map(LightRpc::validator)
        .collect(
            Collectors.joining(
                ",",
                "{\"block_height\":\"" + height + "\",\"validators\":[",
                "],\"count\":\"" + count + "\",\"total\":\"" + count + "\"}"));
  }

  private static String validator(Validator validator) {
    return "{\"address\":"
        + hex(validator.getAddress())
        + ",\"pub_key\":{\"type\":\"tendermint/PubKeyEd25519\",\"value\":"
        + base64(validator.getPubKey().getEd25519())
        + "},\"voting_power\":\""
        + validator.getVotingPower()
        + "\",\"proposer_priority\":\"0\"}";
  }

  private static String header(Header header) {
    return "{\"version\":{\"block\":\""
        + header.getVersion().getBlock()
        + "\",\"app\":\""
        + header.getVersion().getApp()
        + "\"},\"chain_id\":\""
        + header.getChainId()
        + "\",\"height\":\""
        + header.getHeight()
        + "\",\"time\":"
        + time(header.getTime())
        + ",\"last_block_id\":"
        + blockId(header.getLastBlockId())
        + ",\"last_commit_hash\":"
        + hex(header.getLastCommitHash())
        + ",\"data_hash\":"
        + hex(header.getDataHash())
        + ",\"validators_hash\":"
        + hex(header.getValidatorsHash())
        + ",\"next_validators_hash\":"
        + hex(header.getNextValidatorsHash())
        + ",\"consensus_hash\":"
        + hex(header.getConsensusHash())
        + ",\"app_hash\":"
        + hex(header.getAppHash())
        + ",\"last_results_hash\":"
        + hex(header.getLastResultsHash())
        + ",\"evidence_hash\":"
        + hex(header.getEvidenceHash())
        + ",\"proposer_address\":"
        + hex(header.getProposerAddress())
        + "}";
  }

  private static String commit(Commit commit) {
    return commit.getSignaturesList().stream()
        .map(LightRpc::signature)
        .collect(
            Collectors.joining(
                ",",
                "{\"height\":\""
                    + commit.getHeight()
                    + "\",\"round\":"
                    + commit.getRound()
                    + ",\"block_id\":"
                    + blockId(commit.getBlockId())
                    + ",\"signatures\":[",
                "]}"));
  }

  private static String signature(CommitSig signature) {
    boolean absent = signature.getBlockIdFlag() == Votes.ABSENT;
    return "{\"block_id_flag\":"
        + signature.getBlockIdFlag()
        + ",\"validator_address\":"
        + hex(signature.getValidatorAddress())
        + ",\"timestamp\":"
        + time(signature.getTimestamp())
        + ",\"signature\":"
        + (absent ? "null" : base64(signature.getSignature()))
        + "}";
  }

  private static String blockId(BlockId id) {
    return "{\"hash\":"
        + hex(id.getHash())
        + ",\"parts\":{\"total\":"
        + id.getPartSetHeader().getTotal()
        + ",\"hash\":"
        + hex(id.getPartSetHeader().getHash())
        + "}}";
  }

  private static String time(Time time) {
    return "\"" + Times.instant(time) + "\"";
  }

  private static String hex(ByteString bytes) {
    return "\"" + HEX.formatHex(bytes.toByteArray()) + "\"";
  }

  private static String base64(ByteString bytes) {
    return "\"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\"";
  }
}
