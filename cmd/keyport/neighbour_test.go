package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
)

// neighbour is another person of this computer, with a program of their own:
// "neighbour BASE FOLDER PATH...". It asks for each path without a credential,
// tries to get into the folder of the control socket, and prints how it went.
func neighbour() {
	base, folder := os.Args[1], os.Args[2]
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, path := range os.Args[3:] {
		resp, err := client.Get(base + path)
		if err != nil {
			fmt.Println(path, err)
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(path, resp.StatusCode, len(body))
	}
	say := func(what string, err error) {
		switch {
		case err == nil:
			fmt.Println(what, "open")
		case errors.Is(err, fs.ErrPermission):
			fmt.Println(what, "refused")
		default:
			fmt.Println(what, err)
		}
	}
	_, err := os.ReadDir(filepath.Dir(folder))
	say("beside", err)
	_, err = os.ReadDir(folder)
	say("folder", err)
	_, err = net.Dial("unix", filepath.Join(folder, "control.sock"))
	say("socket", err)
	_, err = os.Open(filepath.Join(folder, "keyport.lock"))
	say("lock", err)
	say("write", os.WriteFile(filepath.Join(folder, "mine"), nil, 0o600))
	say("remove", os.Remove(filepath.Join(folder, "control.sock")))
	say("rename", os.Rename(folder, folder+"2"))
}
