package keystore

import (
	"context"
	"sync"
)

type memory struct {
	mu      sync.Mutex
	secrets map[string]string
}

// Memory gives an empty store that keeps secrets until the process ends and
// never writes them anywhere. It takes secrets of any length.
func Memory() Store { return &memory{secrets: map[string]string{}} }

func (*memory) Describe() string { return InMemory }

func (m *memory) Get(_ context.Context, account string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.secrets[account]
	if !ok {
		return "", notFound()
	}
	return secret, nil
}

func (m *memory) Set(_ context.Context, account, secret string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.secrets[account] = secret
	return nil
}

func (m *memory) Delete(_ context.Context, account string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, account)
	return nil
}
