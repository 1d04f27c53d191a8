package peers

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"
)

// ErrNoNginx says that nginx is not installed.
var ErrNoNginx = errors.New("nginx is not installed; Debian and Ubuntu have it as nginx-light")

// nginx passes everything on at once and keeps no log: two workers, 512 kept
// connections to the upstream, nothing buffered on either way.
const nginxConfig = `%[1]sdaemon off;
worker_processes 2;
pid %[2]s/nginx.pid;
error_log stderr crit;
events { worker_connections 2048; }
http {
  access_log off;
  client_body_temp_path %[2]s/body;
  proxy_temp_path %[2]s/proxy;
  fastcgi_temp_path %[2]s/fastcgi;
  uwsgi_temp_path %[2]s/uwsgi;
  scgi_temp_path %[2]s/scgi;
  keepalive_requests 1000000000;
  client_max_body_size 64m;
  client_body_buffer_size 256k;
  tcp_nodelay on;
  upstream provider {
    server %[3]s;
    keepalive 512;
    keepalive_requests 1000000000;
  }
  server {
    listen %[4]s;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_read_timeout 120s;
    }
  }
}
`

// FindNginx gives the path of nginx, or ErrNoNginx. Debian keeps it where the
// PATH of a user does not lead.
func FindNginx() (string, error) {
	for _, name := range []string{"nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoNginx
}

// Nginx starts program in front of the upstream at to, as the user who runs the
// bench, in a folder that goes with it.
func Nginx(program, to string) (*Peer, error) {
	dir, err := os.MkdirTemp("", "bench-nginx-")
	if err != nil {
		return nil, err
	}
	addr, err := freePort()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	owner := ""
	if os.Geteuid() == 0 { // else nginx gives its workers to another user, who may not enter the folder
		if me, err := user.Current(); err == nil {
			owner = "user " + me.Username + ";\n"
		}
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, nginxConfig, owner, dir, to, addr), 0o600); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	p, err := launch(exec.Command(program, "-p", dir, "-c", file, "-e", "stderr"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	stop := func() error { return errors.Join(p.end(), os.RemoveAll(dir)) }
	if err := p.accepts(addr); err != nil {
		return nil, errors.Join(err, stop())
	}
	return p.peer(addr, stop), nil
}

// accepts waits until addr takes a connection, for programs that do not say when they are ready.
func (p *process) accepts(addr string) error {
	for end := time.Now().Add(startTime); time.Now().Before(end); {
		if c, err := net.Dial("tcp", addr); err == nil {
			return c.Close()
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended: %s", p.cmd.Path, p.said.String())
		case <-time.After(100 * time.Microsecond):
		}
	}
	return fmt.Errorf("%s does not listen: %s", p.cmd.Path, p.said.String())
}
