package peers

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// serveProxy puts a bare httputil.ReverseProxy on l, tuned as one who knows it
// would: connections are kept for all clients, buffers are pooled, everything is
// flushed at once. It changes nothing in the data. What it gives ends it.
//
// Without duplex it cuts streams whose upstream answers before the transport has
// seen the end of the request's body (golang/go#40747).
func serveProxy(l net.Listener, to string, duplex bool) (stop func() error) {
	target := &url.URL{Scheme: "http", Host: to}
	transport := &http.Transport{
		MaxIdleConns: 512, MaxIdleConnsPerHost: 512, IdleConnTimeout: time.Minute,
		DisableCompression: true,
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:     transport,
		FlushInterval: -1,
		BufferPool:    &buffers{sync.Pool{New: func() any { p := make([]byte, 32<<10); return &p }}},
		ErrorLog:      log.New(io.Discard, "", 0),
	}
	var handler http.Handler = proxy
	if duplex {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).EnableFullDuplex()
			proxy.ServeHTTP(w, r)
		})
	}
	server := &http.Server{Handler: handler, ErrorLog: proxy.ErrorLog, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	return func() error {
		err := server.Close()
		transport.CloseIdleConnections()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
}

// buffers is a pool as httputil wants it.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte  { return *b.pool.Get().(*[]byte) }
func (b *buffers) Put(p []byte) { b.pool.Put(&p) }
