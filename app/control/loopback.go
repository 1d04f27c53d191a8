package control

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Where there are no Unix sockets (Windows before 1803, a profile on a network
// drive, Wine 8), the control socket is a port on loopback. Every process of this
// computer can open that, so both ends prove that they can read a file in the
// private folder: a stranger is not answered, and one who takes the port over
// after Keyport has ended is sent no key.

// portName is the file that says where the port is and holds the key of the proof.
const portName = "control.port"

const (
	proofKey   = 32 // bytes of the key, made anew at every start
	proofNonce = 32 // bytes that each end adds, so that no proof can be used twice
	proofTime  = 5 * time.Second
)

// portFile is what stands in the file.
type portFile struct {
	Address string `json:"address"` // 127.0.0.1:PORT
	Key     string `json:"key"`     // hexadecimal
}

var errProof = errors.New("the other end of the control port did not prove who it is")

// listenPort opens the port and writes the file, with access for this person only.
func (s *Seat) listenPort() (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	key := make([]byte, proofKey)
	_, _ = rand.Read(key) // it never fails
	path := filepath.Join(s.dir, portName)
	text, err := json.Marshal(portFile{Address: l.Addr().String(), Key: hex.EncodeToString(key)})
	if err == nil {
		err = writeWhole(path, text)
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return &provenListener{Listener: l, key: key, path: path}, nil
}

// writeWhole writes a file so that a reader finds it whole or not at all.
func writeWhole(path string, text []byte) error {
	fresh := path + ".new"
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// dialPort opens the port that the file in dir names, and has both ends prove themselves.
func dialPort(ctx context.Context, dir string) (net.Conn, error) {
	text, err := os.ReadFile(filepath.Join(dir, portName))
	if err != nil {
		return nil, err
	}
	var at portFile
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, fmt.Errorf("%s: %w", portName, err)
	}
	key, err := hex.DecodeString(at.Key)
	if err != nil || len(key) != proofKey {
		return nil, fmt.Errorf("%s holds no key", portName)
	}
	d := net.Dialer{Timeout: proofTime}
	conn, err := d.DialContext(ctx, "tcp", at.Address)
	if err != nil {
		return nil, err
	}
	if err := proveClient(conn, key); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// proveClient sends its nonce, checks the proof that comes with the nonce of the
// other end, and proves itself by both.
func proveClient(conn net.Conn, key []byte) error {
	_ = conn.SetDeadline(time.Now().Add(proofTime))
	nonces := make([]byte, 2*proofNonce)
	_, _ = rand.Read(nonces[:proofNonce])
	if _, err := conn.Write(nonces[:proofNonce]); err != nil {
		return err
	}
	if _, err := io.ReadFull(conn, nonces[proofNonce:]); err != nil {
		return err
	}
	if err := wantProof(conn, proof(key, "server", nonces)); err != nil {
		return err
	}
	if _, err := conn.Write(proof(key, "client", nonces)); err != nil {
		return err
	}
	return conn.SetDeadline(time.Time{})
}

// proveServer is the other end. Its time is limited by who reads the request.
func proveServer(conn net.Conn, key []byte) error {
	nonces := make([]byte, 2*proofNonce)
	if _, err := io.ReadFull(conn, nonces[:proofNonce]); err != nil {
		return err
	}
	_, _ = rand.Read(nonces[proofNonce:])
	if _, err := conn.Write(append(nonces[proofNonce:len(nonces):len(nonces)], proof(key, "server", nonces)...)); err != nil {
		return err
	}
	return wantProof(conn, proof(key, "client", nonces))
}

// proof says which end makes it, so that neither can be answered with its own.
func proof(key []byte, end string, nonces []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("keyport control " + end))
	mac.Write(nonces)
	return mac.Sum(nil)
}

func wantProof(conn net.Conn, want []byte) error {
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil {
		return err
	}
	if !hmac.Equal(got, want) {
		return errProof
	}
	return nil
}

// provenListener gives connections that fail at their first Read when the other
// end has not proved itself.
type provenListener struct {
	net.Listener
	key  []byte
	path string
}

func (l *provenListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &provenConn{Conn: conn, prove: sync.OnceValue(func() error { return proveServer(conn, l.key) })}, nil
}

// Close also takes the file away: nobody is to be found there any more.
func (l *provenListener) Close() error {
	_ = os.Remove(l.path)
	return l.Listener.Close()
}

// provenConn proves in its first Read, so that a stranger who says nothing keeps
// nobody else from being accepted.
type provenConn struct {
	net.Conn
	prove func() error
}

func (c *provenConn) Read(b []byte) (int, error) {
	if c.prove() != nil {
		return 0, io.EOF // who reads requests says nothing to that
	}
	return c.Conn.Read(b)
}
