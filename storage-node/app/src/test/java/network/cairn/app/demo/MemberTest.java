package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.content.Content;
import network.cairn.cli.Api;
import network.cairn.ledger.types.Address;
import org.junit.jupiter.api.Test;

class MemberTest {
  private static final String PEER = "/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";
  private final List<String> calls = new ArrayList<>();
  private String answer = "{}";

  private Member member() {
    Api api =
        new Api() {
          @Override
          public Content content() {
            throw new UnsupportedOperationException();
          }

          @Override
          public <T> T call(String path, Query query, BodyReader<T> reader) throws IOException {
            calls.add(path + query.encoded());
            return reader.read(
                _ -> Optional.empty(),
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
          }

          @Override
          public <T> T upload(
              String path, Query query, String boundary, BodyWriter writer, BodyReader<T> reader) {
            throw new UnsupportedOperationException();
          }
        };
    Address nobody = Address.of(new byte[Address.SIZE]);
    return new Member("provider-1", api, nobody, nobody);
  }

  @Test
  void isNamedAfterItsHomeAndAsksItsOwnDaemon() throws IOException {
    answer = "{\"Registered\":true}";
    assertThat(member().name()).isEqualTo("provider-1");
    assertThat(member().call("provider/status").at("Registered").truth()).isTrue();
    member().call("status", "7 8");
    assertThat(calls).containsExactly("provider/status", "status?arg=7+8");
  }

  @Test
  void isReachedOnThisMachineByTcpWithItsPeerId() throws IOException {
    answer =
        """
        {"Addresses":["/ip4/192.0.2.1/tcp/4001%1$s","/ip4/127.0.0.1/udp/4001/quic-v1%1$s",
          "/ip4/127.0.0.1/tcp/4001","/ip4/127.0.0.1/tcp/4002%1$s","/ip4/127.0.0.1/tcp/4003%1$s"]}
        """
            .formatted(PEER);
    assertThat(member().dialable()).isEqualTo("/ip4/127.0.0.1/tcp/4002" + PEER);
  }

  @Test
  void saysThatItListensNowhereHere() {
    answer = "{\"Addresses\":null}";
    assertThatThrownBy(() -> member().dialable())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("provider-1 listens at no address of this machine");
  }
}
