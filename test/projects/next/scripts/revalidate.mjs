console.log('revalidated');
