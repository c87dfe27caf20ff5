document.title = 'hydrated';
