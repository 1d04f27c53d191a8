package guard

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"keyport/proxy/secret"
)

// BenchmarkKeyring is the look-up of a password or a private address. It looks
// at every client, so that its time tells nothing.
func BenchmarkKeyring(b *testing.B) {
	for _, clients := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			var all []secret.Secret
			for i := range clients {
				all = append(all, secret.New(fmt.Sprintf("kp-%026d", i)))
			}
			ring, presented := NewKeyring(all), all[clients/2].Reveal()
			b.ReportAllocs()
			for b.Loop() {
				if ring.Find(presented) != clients/2 {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkPresented(b *testing.B) {
	h := http.Header{"Authorization": {"Bearer kp-00000000000000000000000001"}}
	b.ReportAllocs()
	for b.Loop() {
		if len(presented(nil, h)) != 1 {
			b.Fatal("not found")
		}
	}
}

func BenchmarkCleanPath(b *testing.B) {
	for name, path := range map[string]string{
		"chat": "/v1/chat/completions", "private": "/secretaddresssecretaddress/v1/chat/completions",
		"doubled": "/secretaddresssecretaddress//api/chat", "model": "/v1/models/deepseek%2Fr1",
	} {
		b.Run(name, func(b *testing.B) {
			u, err := url.Parse(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, e := CleanPath(u); e != nil {
					b.Fatal(e)
				}
			}
		})
	}
}
