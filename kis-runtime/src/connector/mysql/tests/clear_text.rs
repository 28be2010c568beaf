//! Servers that would have the password as it is.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::refusal;
use crate::connector::ConnectorConfig;

/// As a server of MySQL 8 greets, whose users have the plugin `caching_sha2_password`.
fn greeting() -> Vec<u8> {
    let mut packet = b"\x0a8.4.0\0".to_vec();
    packet.extend([1, 0, 0, 0]);
    packet.extend(b"12345678\0");
    // It speaks 4.1's protocol, has transactions, plugins, and no TLS.
    let capabilities: u32 = 0x0008_0000 | 0x0000_8000 | 0x0000_2000 | 0x0000_0200 | 0x0000_0008 | 1;
    packet.extend((capabilities as u16).to_le_bytes());
    packet.push(45);
    packet.extend([2, 0]);
    packet.extend(((capabilities >> 16) as u16).to_le_bytes());
    packet.push(21);
    packet.extend([0; 10]);
    packet.extend(b"123456789012\0");
    packet.extend(b"caching_sha2_password\0");
    packet
}

async fn send(client: &mut TcpStream, number: u8, packet: &[u8]) {
    let mut bytes = vec![packet.len() as u8, 0, 0, number];
    bytes.extend(packet);
    client.write_all(&bytes).await.unwrap();
}

/// What a client that is asked for its password in this way sends in all.
async fn sent(ask: &'static [u8]) -> (String, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("mysql://kis:hunter2@{}/kis", listener.local_addr().unwrap());
    let server = async {
        let (mut client, _) = listener.accept().await.unwrap();
        send(&mut client, 0, &greeting()).await;
        let mut heard = vec![0; 4_096];
        let length = client.read(&mut heard).await.unwrap();
        heard.truncate(length);
        send(&mut client, 2, ask).await;
        client.shutdown().await.unwrap();
        // The client may have gone already.
        let _ = client.read_to_end(&mut heard).await;
        heard
    };
    tokio::join!(refusal(ConnectorConfig::new("mysql", url)), server)
}

#[tokio::test]
async fn the_password_never_goes_in_clear_text_over_a_connection_without_tls() {
    // It asks for the password as it is: over such a connection the client asks for the server's key first.
    let (error, heard) = sent(b"\x01\x04").await;
    assert!(heard.ends_with(b"\x01\0\0\x03\x02"), "{heard:?}");
    assert!(error.contains("the server cannot be reached"), "{error}");
    assert!(!String::from_utf8_lossy(&heard).contains("hunter2"), "{heard:?}");
    let (error, heard) = sent(b"\xfemysql_clear_password\0").await;
    assert!(error.contains("in clear text (`mysql_clear_password`), which is never sent"), "{error}");
    assert!(!String::from_utf8_lossy(&heard).contains("hunter2"), "{heard:?}");
}
